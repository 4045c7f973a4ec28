package io.serai.delivery.simulation;

import java.util.Optional;

/**
 * A world of processes, disks, publishers and targets, in which everything that can happen next happens in an order that
 * a seed decides, disasters included; while {@link LogModel} and {@link DeliveryModel} watch what was promised. The same
 * seed is the same course of events.
 */
final class Simulation {

    private static final int LINES_OF_A_STORY = 400;

    private final World world;
    private final Publishing publishing;
    private final Operating operating;
    private final int length;
    private final int publish;
    private final int operate;
    private final int strike;

    private Simulation(long seed, int kept) {
        world = new World(seed, kept);
        publishing = new Publishing(world);
        operating = new Operating(world);
        length = 100 + world.random.nextInt(600);
        publish = 2 + world.random.nextInt(15);
        operate = world.random.nextInt(4);
        strike = new int[] {0, 1, 1, 3}[world.random.nextInt(4)];
    }

    /** What of a run is told. */
    record Result(long seed, long steps, long digest, Optional<String> broken, String story) {}

    static Result run(long seed) {
        return new Simulation(seed, 0).toItsEnd(seed);
    }

    /** The same, with the story of the last steps. */
    static Result tell(long seed) {
        return new Simulation(seed, LINES_OF_A_STORY).toItsEnd(seed);
    }

    private Result toItsEnd(long seed) {
        try {
            world.start(world.allPartitions());
            for (int left = length; left > 0 && world.ledger.broken().isEmpty(); left--) {
                step();
            }
            if (world.ledger.broken().isEmpty()) {
                new Rest(world, publishing, operating).come();
            }
        } catch (RuntimeException | Error thrown) {
            world.ledger.check(false, "the simulation itself", () -> stackOf(thrown));
        }
        return new Result(
                seed, world.ledger.steps(), world.ledger.digest(), world.ledger.broken(), world.ledger.story());
    }

    private static String stackOf(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private void step() {
        world.ledger.step();
        world.disasters.endFailed();
        if (world.processes.isEmpty()) {
            world.start(world.allPartitions());
        }
        int run = world.ready() > 0 ? 60 : 0;
        int ring = world.somethingDue() ? 20 : 0;
        int answer = world.open().isEmpty() ? 0 : 12;
        int pass = run + ring > 0 ? 3 : 20;
        int news = world.disasters.hasNews() ? 4 : 0;
        int choice = world.random.nextInt(run + ring + answer + pass + news + publish + operate + strike);
        if ((choice -= run) < 0) {
            world.runOne();
        } else if ((choice -= ring) < 0) {
            world.ringOne();
        } else if ((choice -= answer) < 0) {
            world.answerOne();
        } else if ((choice -= pass) < 0) {
            world.letTimePass();
        } else if ((choice -= news) < 0) {
            world.disasters.tellNews();
        } else if ((choice -= publish) < 0) {
            publishing.some();
        } else if (choice < operate) {
            operating.something();
        } else {
            world.disasters.strike();
        }
    }
}
