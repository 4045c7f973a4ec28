package io.serai.hub;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Notes what a start that failed told the operator. Named in META-INF/spring.factories of the tests. */
final class RecordedMistakes implements FailureAnalysisReporter {

    private static final List<FailureAnalysis> TOLD = new ArrayList<>();

    /** Forgets, starts, and answers with description and action of what was told. */
    static synchronized String of(Runnable start) {
        TOLD.clear();
        try {
            start.run();
        } catch (RuntimeException failed) {
            if (TOLD.size() == 1) {
                return TOLD.get(0).getDescription() + "\n" + TOLD.get(0).getAction();
            }
            throw new AssertionError("not told in words", failed);
        }
        throw new AssertionError("started");
    }

    @Override
    public void report(FailureAnalysis analysis) {
        TOLD.add(analysis);
    }
}
