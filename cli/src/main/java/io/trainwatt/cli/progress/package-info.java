/** What {@code trainwatt progress} says of a training's files. */
@NullMarked
package io.trainwatt.cli.progress;

import org.jspecify.annotations.NullMarked;
