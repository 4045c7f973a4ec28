/** The Kafka and ActiveMQ brokers of the sandbox: real ones, in this process, on the loopback interface. */
@NullMarked
package io.serai.sandbox.brokers;

import org.jspecify.annotations.NullMarked;
