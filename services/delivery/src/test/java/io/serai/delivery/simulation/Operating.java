package io.serai.delivery.simulation;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What people do: pause, resume, take targets away, add, change and delete subscriptions, redrive and discard letters. */
final class Operating {

    private static final DeadLetters.Query DEAD = new DeadLetters.Query(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(DeadLetter.State.DEAD));

    private final World world;
    private int resumed;

    Operating(World world) {
        this.world = world;
    }

    void something() {
        Optional<HubProcess> usable = world.any().filter(world::usable);
        if (usable.isEmpty()) {
            return;
        }
        HubProcess process = usable.get();
        DeliveryModel model = world.models.get(world.random.nextInt(world.models.size()));
        switch (world.random.nextInt(13)) {
            case 0 -> pause(process, model);
            case 1 -> resume(process, model);
            case 2 -> detach(process, model);
            case 3 -> attach(model);
            case 4 -> delete(process, model);
            case 5 -> world.turn(model.spec);
            case 6 -> restart(process);
            case 7 -> lookAround(process);
            case 8 -> world.letMuchTimePass();
            default -> letter(process);
        }
        world.redeclareSometimes(model);
    }

    private void pause(HubProcess process, DeliveryModel model) {
        String name = model.spec.name();
        world.ledger.note("%s is asked to pause %s", process.name, name);
        int asked = resumed;
        // of what several are asked at the same time any may be the last
        boolean last = world.processes.stream()
                .flatMap(other -> other.resuming.stream())
                .allMatch(CompletableFuture::isDone);
        process.hub.deliveries().pause(name).thenRun(() -> {
            if (process.alive && last && asked == resumed) {
                world.ledger.note("%s is paused at %s", name, process.name);
                process.paused.add(name);
                world.disasters.pausedForGood(model.spec, true);
            }
        });
    }

    void resume(HubProcess process, DeliveryModel model) {
        String name = model.spec.name();
        world.ledger.note("%s is asked to resume %s", process.name, name);
        // from here on it may go on anywhere
        resumed++;
        world.disasters.pausedForGood(model.spec, false);
        world.processes.forEach(other -> other.paused.remove(name));
        process.resuming.add(process.hub.deliveries().resume(name));
    }

    private void detach(HubProcess process, DeliveryModel model) {
        world.ledger.note("%s takes the target of %s away", process.name, model.spec.name());
        model.interrupted |= !model.ready;
        process.detach(model.spec);
    }

    void attach(DeliveryModel model) {
        world.ledger.note("%s is declared", model.spec.name());
        world.processes.forEach(process -> process.attach(model));
    }

    /** Only where one process owns all: a subscription is deleted by the owner of its rows. */
    void delete(HubProcess process, DeliveryModel model) {
        if (model.spec.doomed() && model.declared && !model.deleted && world.ownsAll(process)) {
            model.deleting = true;
            world.ledger.note("%s is asked to delete %s", process.name, model.spec.name());
            process.detach(model.spec);
            process.hub.deliveries().delete(model.spec.name()).thenRun(() -> model.deleted |= process.alive);
        }
    }

    /** In good order, after all that was begun in the store is done. */
    private void restart(HubProcess process) {
        if (world.processes.size() == 1) {
            world.ledger.note("%s ends in good order", process.name);
            for (int left = 5_000; left > 0 && process.alive && process.threads.ready() > 0; left--) {
                world.runOne();
            }
            if (process.alive && process.threads.ready() == 0 && world.usable(process)) {
                world.run(process, new Threads.Task("main", process::close));
                world.processes.remove(process);
            }
        }
    }

    private void lookAround(HubProcess process) {
        for (int partition : world.allPartitions()) {
            if (world.owns(process, partition)) {
                world.log.catchUp(process.store, partition);
            }
        }
        world.disasters.checkCursors("at some time");
    }

    private void letter(HubProcess process) {
        List<DeadLetter> letters = process.hub.deadLetters().list(DEAD, Optional.empty(), 100);
        if (!letters.isEmpty()) {
            DeadLetter letter = letters.get(world.random.nextInt(letters.size()));
            if (world.random.nextInt(4) == 0) {
                discard(process, letter);
            } else {
                redrive(process, letter);
            }
        }
    }

    /** Answers how many. */
    int redriveAll() {
        int redriven = 0;
        for (HubProcess process : world.processes) {
            for (DeadLetter letter : process.hub.deadLetters().list(DEAD, Optional.empty(), 1_000)) {
                if (world.owns(process, letter.position().partition())) {
                    redrive(process, letter);
                    redriven++;
                }
            }
        }
        return redriven;
    }

    private void redrive(HubProcess process, DeadLetter letter) {
        model(letter).ifPresent(model -> {
            Story story = model.story(letter.position());
            story.redrives++;
            world.ledger.note("%s is asked to redrive %s", process.name, letter.id());
            process.hub
                    .deadLetters()
                    .redrive(letter.id(), "somebody", Optional.empty())
                    .thenRun(() -> {
                        story.acceptedRedrives += process.alive ? 1 : 0;
                        world.ledger.note("  %s is redriven", letter.id());
                    });
        });
    }

    private void discard(HubProcess process, DeadLetter letter) {
        model(letter).ifPresent(model -> {
            world.ledger.note("%s is asked to discard %s", process.name, letter.id());
            model.story(letter.position()).discardAsked = true;
            process.hub
                    .deadLetters()
                    .discard(letter.id(), "somebody", Optional.empty())
                    .thenRun(() -> {
                        model.story(letter.position()).discarded |= process.alive;
                        world.ledger.note("  %s is discarded", letter.id());
                    });
        });
    }

    private Optional<DeliveryModel> model(DeadLetter letter) {
        return world.models.stream()
                .filter(model -> model.spec.name().equals(letter.subscription()))
                .filter(model -> !model.deleting)
                .findFirst();
    }
}
