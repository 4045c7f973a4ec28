package io.serai.store.geode;

import java.util.Optional;

/** Something that a store can run out of, and must not. */
@FunctionalInterface
interface Shortage {

    /** What is short, how much is needed and what to do; empty where there is enough. */
    Optional<String> now();
}
