/** Reads a collector's REST, as docs/reference/rest-api.md says. */
@NullMarked
package io.trainwatt.cli.rest;

import org.jspecify.annotations.NullMarked;
