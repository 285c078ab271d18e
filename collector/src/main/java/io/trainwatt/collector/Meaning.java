package io.trainwatt.collector;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a setting is for, in the words of {@code docs/reference/collector-config.md}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Meaning {
  String value();

  /** Which values it may have, where its type does not say so. */
  String range() default "";

  /** What holds where it is not given and has no default of its own. */
  String absent() default "";
}
