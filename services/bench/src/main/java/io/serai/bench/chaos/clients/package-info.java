/** Who talks to the hub in a run: publishers over HTTP, Kafka and JMS, the brokers, and subscribers that can misbehave. */
@NullMarked
package io.serai.bench.chaos.clients;

import org.jspecify.annotations.NullMarked;
