package io.serai.sandbox.ports;

/**
 * A port that somebody in this process is about to listen on.
 *
 * @param who reads well in a sentence: {@code the Kafka broker}
 * @param property changes it
 */
public record WantedPort(int port, String who, String property) {}
