package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.history.Entry.PublishEnded.Answer;
import org.jspecify.annotations.Nullable;

/** What a publisher heard. */
record Receipt(Answer answer, @Nullable Integer status, @Nullable String position, boolean duplicate) {

    static Receipt acknowledged() {
        return new Receipt(Answer.ACKNOWLEDGED, null, null, false);
    }

    static Receipt failed() {
        return new Receipt(Answer.FAILED, null, null, false);
    }
}
