/** What the rest costs: one class a question, its run line in its doc. */
@NullMarked
package io.trainwatt.benchmarks;

import org.jspecify.annotations.NullMarked;
