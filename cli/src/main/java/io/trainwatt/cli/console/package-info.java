/** What a user sees: text, colours where they are shown, JSON, and refusals with their remedy. */
@NullMarked
package io.trainwatt.cli.console;

import org.jspecify.annotations.NullMarked;
