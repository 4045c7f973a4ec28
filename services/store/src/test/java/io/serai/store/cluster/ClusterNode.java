package io.serai.store.cluster;

import static io.serai.store.Events.event;

import io.serai.store.Appended;
import io.serai.store.ClusterStatus;
import io.serai.store.ConflictException;
import io.serai.store.LogSlice;
import io.serai.store.ShutOutException;
import io.serai.store.StoreConfig;
import io.serai.store.StoreStatus;
import io.serai.store.StoredEvent;
import io.serai.store.geode.GeodeStore;
import io.serai.store.geode.StoreWithForcing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A node in a process of its own, told by lines what to do. Each line begins with a number; so does its answer, after
 * {@code >}. What publishing had acknowledged is printed as {@code + id position duplicate}.
 */
final class ClusterNode {

    static final int PARTITIONS = 12;
    static final int FAILED = 3;
    static final int DIED = 4;
    static final int SHUT_OUT = 5;

    private static final int PUBLISHERS = 3;

    private final PrintStream out;
    private final GeodeStore store;
    private volatile boolean publishing;
    private volatile boolean dieAtForce;
    private volatile boolean refuseCopies;
    private volatile CountDownLatch device = new CountDownLatch(0);
    private volatile Cut cut = new Cut();

    private ClusterNode(PrintStream out, StoreConfig config) {
        this.out = out;
        this.store = StoreWithForcing.create(config, this::beforeForce);
    }

    /** Name, folder, port of the locator, locators, redundant copies, min copies; and words that make it special. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        List<String> special = List.of(args).subList(6, args.length);
        if (special.contains("heavy")) {
            // stays when all others go
            System.setProperty("gemfire.member-weight", "50");
        }
        ClusterNode node = new ClusterNode(
                out,
                StoreConfig.builder(Path.of(args[1]))
                        .node(args[0])
                        .locatorPort(Integer.parseInt(args[2]))
                        .locators(List.of(args[3].split(",")))
                        .partitions(PARTITIONS)
                        .redundantCopies(Integer.parseInt(args[4]))
                        .minCopies(Integer.parseInt(args[5]))
                        .memberTimeout(Duration.ofSeconds(3))
                        .recoveryDelay(Duration.ofSeconds(1))
                        .build());
        node.store.failure().thenAccept(why -> {
            node.print("! " + why);
            if (special.contains("lingers")) {
                return;
            }
            Runtime.getRuntime().halt(why instanceof ShutOutException ? SHUT_OUT : FAILED);
        });
        node.store.peers().answer("who", request -> node.name(args[0]));
        node.refuseCopies = special.contains("refuse-copies");
        node.obey();
    }

    private CompletableFuture<byte[]> name(String name) {
        return CompletableFuture.completedFuture(name.getBytes(StandardCharsets.UTF_8));
    }

    private void beforeForce() throws IOException {
        if (dieAtForce && under("GroupCommit", "force")) {
            Runtime.getRuntime().halt(DIED);
        }
        awaitDevice();
        if (refuseCopies && ofNewCopy()) {
            throw new IOException("no force of a new copy today");
        }
    }

    private void awaitDevice() throws IOException {
        try {
            device.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static boolean ofNewCopy() {
        return under("OplogGuard", "afterMarkingGIICompleted");
    }

    static boolean under(String type, String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith("." + type)
                        && frame.getMethodName().equals(method)));
    }

    private void obey() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = in.readLine()) != null) {
                String[] words = line.split(" ");
                new Thread(() -> print("> " + words[0] + " " + answer(words))).start();
            }
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[1]) {
                case "ready" -> {
                    store.ready().get(90, TimeUnit.SECONDS);
                    yield "ready";
                }
                case "status" -> status();
                case "append" -> append(words[2], words[3], words[4]);
                case "publish" -> publish(words[2]);
                case "rest" -> {
                    publishing = false;
                    yield "rested";
                }
                case "ids" -> ids();
                case "control" -> control(words);
                case "die-at-force" -> {
                    dieAtForce = true;
                    yield "armed";
                }
                case "hold-forces" -> {
                    device = new CountDownLatch(1);
                    yield "held";
                }
                case "release-forces" -> {
                    device.countDown();
                    yield "released";
                }
                case "cut-copy" -> {
                    cut = Cut.beforeCopyOf(words[2]);
                    yield "armed";
                }
                case "cut-removal" -> {
                    cut = Cut.inRemovalOfRegion(Integer.parseInt(words[2]));
                    yield "armed";
                }
                case "cut" -> Boolean.toString(cut.isReached());
                case "owned" -> owned(words[2]);
                case "cluster" -> cluster();
                case "detail" -> store.status().detail();
                case "waits-for" -> store.cluster().waitsFor().toString();
                case "missing" -> store.cluster().missing().toString();
                case "revoke" -> {
                    ClusterStatus.AwayNode node = store.cluster().waitsFor().get(0);
                    store.revokeNode(node.host(), node.folder());
                    yield "revoked";
                }
                case "revoke-missing" -> {
                    store.cluster().missing().forEach(node -> store.revokeNode(node.host(), node.folder()));
                    yield "revoked";
                }
                case "revoked" -> store.cluster().revoked().toString();
                case "close" -> close();
                default -> "unknown";
            };
        } catch (Exception failed) {
            return "failed " + failed;
        }
    }

    private String status() {
        StoreStatus status = store.status();
        return status.state() + " " + status.ownedPartitions() + " " + status.events();
    }

    /** Whether the partition of the key is owned here. */
    private String owned(String key) {
        int partition = store.partitionOf(event("any", key, "x"));
        CompletableFuture<String> answer = new CompletableFuture<>();
        store.peers()
                .askOwner(partition, "who", new byte[0])
                .whenComplete((name, failure) ->
                        answer.complete(failure == null ? new String(name, StandardCharsets.UTF_8) : "" + failure));
        return answer.join();
    }

    private String cluster() {
        ClusterStatus cluster = store.cluster();
        return cluster.nodes().size() + " " + cluster.copies() + " " + cluster.lowRedundancy() + " "
                + cluster.quorumMargin() + " " + cluster.survivesAnyNode() + " "
                + cluster.waitsFor().size();
    }

    private String append(String id, String key, String data) {
        try {
            Appended appended = store.append(event(id, key, data)).join();
            return appended.position() + " " + appended.duplicate();
        } catch (CompletionException refused) {
            return refused.getCause() instanceof ConflictException conflict
                    ? "conflict " + conflict.first()
                    : "refused " + refused.getCause();
        }
    }

    private String control(String[] words) throws Exception {
        if (words.length > 3) {
            store.control()
                    .put(words[2], words[3].getBytes(StandardCharsets.UTF_8))
                    .get(30, TimeUnit.SECONDS);
        }
        return store.control()
                .get(words[2])
                .map(row -> new String(row, StandardCharsets.UTF_8))
                .orElse("none");
    }

    /** Each publisher goes on to its next event only when the one before is acknowledged. */
    private String publish(String prefix) {
        publishing = true;
        for (int t = 0; t < PUBLISHERS; t++) {
            String name = prefix + "-" + t + "-";
            new Thread(() -> {
                        for (int i = 0; publishing; i++) {
                            publishOne(name + i, "k" + i % 50);
                        }
                    })
                    .start();
        }
        return "publishing";
    }

    private void publishOne(String id, String key) {
        while (publishing) {
            try {
                Appended appended = store.append(event(id, key, "x")).join();
                print("+ " + id + " " + appended.position() + " " + appended.duplicate());
                return;
            } catch (CompletionException refused) {
                print("- " + id + " " + refused.getCause());
            }
        }
    }

    /** Every event of the log, of whichever owner. */
    private String ids() {
        StringBuilder ids = new StringBuilder();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long committed = store.committed(partition);
            for (long from = store.first(partition); from < committed; ) {
                LogSlice slice = store.read(partition, from, 1_000);
                for (StoredEvent event : slice.events()) {
                    ids.append(event.event().getId())
                            .append('@')
                            .append(event.position())
                            .append(' ');
                }
                from = slice.next();
            }
        }
        return ids.toString();
    }

    private String close() {
        publishing = false;
        store.close();
        // after the answer
        new Thread(() -> System.exit(0)).start();
        return "closed";
    }

    private void print(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
