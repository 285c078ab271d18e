/** A courier for each kind of receiver: HTTP, Alertmanager, chat, mail, a command. */
@NullMarked
package io.trainwatt.collector.sink.route.courier;

import org.jspecify.annotations.NullMarked;
