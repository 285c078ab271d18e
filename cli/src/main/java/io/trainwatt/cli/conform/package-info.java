/** What counter vectors showed, for a reader and as JSON. */
@NullMarked
package io.trainwatt.cli.conform;

import org.jspecify.annotations.NullMarked;
