package io.serai.sandbox.consumers;

/** Is told of every event that a stand-in got. */
@FunctionalInterface
public interface Arrivals {

    /** @param outcome what the stand-in answered: {@code taken}, {@code refused with 503} */
    void arrived(Arrival arrival, String outcome);
}
