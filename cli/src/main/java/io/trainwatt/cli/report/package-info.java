/** Reports for a reader: terminal and Markdown. */
@NullMarked
package io.trainwatt.cli.report;

import org.jspecify.annotations.NullMarked;
