package io.serai.bench.chaos.check;

/** What a history can break. */
public enum Promise {
    LOST("lost"),
    DUPLICATED_IN_LOG("duplicated in the log"),
    REORDERED("reordered within a key"),
    COUNTS_WENT_BACK("attempt counts that went back"),
    AFTER_CURSOR("deliveries after the cursor passed"),
    UNEXPLAINED("unexplained deliveries"),
    UNAVAILABLE("publishing unavailable longer than the bound"),
    INCOMPLETE("history incomplete");

    private final String title;

    Promise(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
