package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.HistoryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks a history, offline: reads it once for what is known as a whole, and once more line by line past the rules.
 * Millions of events fit into a heap of 2 GiB.
 */
public final class Checker {

    private Checker() {}

    /** What the history shows. */
    public static Report check(Path history) {
        return check(new HistoryReader(history)::read);
    }

    /** A history that can be read twice. */
    @FunctionalInterface
    interface History {

        /** Shows all lines; answers what is wrong with the end, if anything. */
        Optional<String> read(HistoryReader.Visitor visitor);
    }

    static Report check(History history) {
        Facts facts = Facts.of(history);
        Findings findings = new Findings(facts.faults);
        Deliveries deliveries = new Deliveries(facts);
        Figures figures = new Figures(facts, deliveries);
        List<Rule> rules = new ArrayList<>(List.of(
                new Lost(facts, deliveries, findings),
                new DuplicatedInLog(facts, findings),
                new Reordered(facts, deliveries, findings),
                new CountsWentBack(facts, deliveries, findings),
                new AfterCursor(facts, deliveries, findings),
                new Unexplained(facts, deliveries, findings),
                new Unavailable(facts, findings),
                figures));
        // what the rules look at takes in each line after them
        rules.add(deliveries);
        history.read((line, entry) -> rules.forEach(rule -> rule.see(line, entry)));
        rules.forEach(Rule::end);
        complete(facts, findings);
        return new Report(
                name(facts), findings.shown(), findings.counts(), figures.lines(), figures.totals(), notes(facts));
    }

    private static void complete(Facts facts, Findings findings) {
        if (!facts.ended()) {
            findings.add(
                    Promise.INCOMPLETE,
                    facts.last(),
                    "the run has no end with what is kept there: what was lost cannot be told");
        }
        if (facts.subscriptions.isEmpty()) {
            findings.add(Promise.INCOMPLETE, facts.last(), "no subscription is declared: no delivery can be judged");
        }
        facts.faults.all().stream()
                .filter(fault -> fault.ended == Long.MAX_VALUE)
                .forEach(fault -> findings.add(
                        Promise.INCOMPLETE, fault.began, "fault " + fault + " began and all was never well again"));
    }

    private static String name(Facts facts) {
        return facts.run().map(run -> "seed " + run.seed()).orElse("unknown run");
    }

    private static List<String> notes(Facts facts) {
        List<String> notes = new ArrayList<>();
        facts.torn().ifPresent(notes::add);
        facts.faults.skipped().forEach(skip -> notes.add("skipped " + skip.fault() + ": " + skip.why()));
        return notes;
    }
}
