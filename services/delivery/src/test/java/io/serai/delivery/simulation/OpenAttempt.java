package io.serai.delivery.simulation;

import io.serai.delivery.Attempt;
import io.serai.delivery.Outcome;
import java.util.concurrent.CompletableFuture;

/** An attempt that the target has not answered. */
record OpenAttempt(Spec spec, Attempt attempt, long deadline, CompletableFuture<Outcome> answer) {

    @Override
    public String toString() {
        return spec.name() + " " + attempt.event().position() + "#" + attempt.number() + " ("
                + attempt.event().event().getId() + " of " + attempt.event().key() + ", incarnation "
                + attempt.incarnation() + ")";
    }
}
