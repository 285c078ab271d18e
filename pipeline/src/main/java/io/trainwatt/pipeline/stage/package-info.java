/**
 * What every step of the topology needs: live objects over a store, outlets, dead letters, books.
 */
@NullMarked
package io.trainwatt.pipeline.stage;

import org.jspecify.annotations.NullMarked;
