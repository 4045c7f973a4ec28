package io.serai.delivery.simulation;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRow.State;
import io.serai.store.Position;
import java.util.List;

/** A letter tells its whole history, and its fail event was published once (G6). */
final class LetterCheck {

    private LetterCheck() {}

    static void check(World world, DeliveryModel model, Position position, DeliveryRow row) {
        String name = model.spec.name() + "~" + position;
        world.ledger.check(
                row.state() == State.RESOLVED || row.state() == State.DISCARDED,
                "letters are resolved in the end",
                () -> name + ": " + row);
        Story story = model.story(position);
        world.ledger.check(
                !story.discarded || row.state() == State.DISCARDED,
                "what is discarded stays so",
                () -> name + ": " + row);
        List<String> attempts = row.history().stream()
                .map(DeadLetter.Entry::what)
                .filter(what -> what.startsWith("attempt "))
                .toList();
        for (int i = 0; i < attempts.size(); i++) {
            String expected = "attempt " + (i + 1);
            String found = attempts.get(i);
            world.ledger.check(
                    found.equals(expected),
                    "G6 a letter has its whole history",
                    () -> name + ": " + found + " is in place of " + expected + ": " + row);
        }
        int failed = row.state() == State.RESOLVED ? attempts.size() - 1 : attempts.size();
        world.ledger.check(row.attempts() == failed, "G6 every attempt is in the history", () -> name + ": " + row);
        long redrives = row.history().stream()
                .filter(entry -> entry.what().equals("redrive"))
                .count();
        world.ledger.check(
                redrives >= story.acceptedRedrives,
                "an accepted redrive is never forgotten",
                () -> name + ": " + story.acceptedRedrives + " were accepted: " + row);
        failEvent(world, model, position, row, name);
    }

    private static void failEvent(World world, DeliveryModel model, Position position, DeliveryRow row, String name) {
        boolean expected = model.spec.policy().deadLetter().failEvent()
                && row.event().type().equals("order.placed");
        String of = "\"position\":\"" + position + "\"";
        long found = world.log.events(position.partition()).values().stream()
                .filter(seen -> seen.identity().source().equals("/serai/" + model.spec.name()))
                .filter(seen -> seen.content().contains(of))
                .count();
        world.ledger.check(
                found == (expected ? 1 : 0),
                "G6 a fail event is published once",
                () -> name + " has " + found + ": " + row);
    }
}
