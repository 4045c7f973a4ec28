package io.serai.delivery.internal.engine;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.DeadLetterSender;
import io.serai.delivery.DeadLetters;
import io.serai.delivery.Deliveries;
import io.serai.delivery.DeliveryTarget;
import io.serai.delivery.Fate;
import io.serai.delivery.Overview;
import io.serai.delivery.PartitionState;
import io.serai.delivery.Subscription;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.internal.rows.NodeAnswers;
import io.serai.delivery.internal.rows.NodeAnswers.LetterAction;
import io.serai.store.EventStore;
import io.serai.store.NotOwnerException;
import io.serai.store.Peers;
import io.serai.store.Position;
import io.serai.store.StoreUnavailableException;
import io.serai.store.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of all nodes: each node knows those of the partitions it owns. What is asked of all is added up, what
 * concerns one partition is done by its owner. A node alone asks nobody.
 */
public final class ClusterView implements Deliveries, DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);

    private static final String STATES = "delivery.states";
    private static final String PARTITIONS = "delivery.partitions";
    private static final String FATES = "delivery.fates";
    private static final String REDRIVE = "delivery.redrive";
    private static final String DISCARD = "delivery.discard";
    private static final String DELETE = "delivery.delete";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long WAIT_SECONDS = 60;
    /** Who watches is told soon, if of fewer nodes. */
    private static final Duration OVERVIEW_WAIT = Duration.ofSeconds(3);

    private final Engine engine;
    private final DeadLetters letters;
    private final EventStore store;
    private final Peers peers;
    private final SilentNodes silent = new SilentNodes();

    /** Answers other nodes from now on. */
    public ClusterView(Engine engine, EventStore store) {
        this.engine = engine;
        this.letters = engine.letters();
        this.store = store;
        this.peers = store.peers();
        peers.answer(STATES, request -> CompletableFuture.completedFuture(NodeAnswers.states(engine.subscriptions())));
        peers.answer(
                PARTITIONS,
                request -> CompletableFuture.completedFuture(NodeAnswers.partitions(engine.partitions(text(request)))));
        peers.answer(FATES, request -> CompletableFuture.completedFuture(NodeAnswers.fates(fatesHere(request))));
        peers.answer(REDRIVE, request -> act(request, letters::redrive));
        peers.answer(DISCARD, request -> act(request, letters::discard));
        peers.answer(DELETE, request -> deleteHere(text(request)).thenApply(done -> new byte[0]));
    }

    @Override
    public List<SubscriptionState> subscriptions() {
        return subscriptionsOverview().items();
    }

    @Override
    public Overview<SubscriptionState> subscriptionsOverview() {
        Peers.Answers answers = askOthers(STATES, new byte[0]);
        tellSilent(answers);
        List<List<SubscriptionState>> nodes = new ArrayList<>();
        nodes.add(engine.subscriptions());
        answers.answers().values().forEach(answer -> nodes.add(NodeAnswers.states(answer)));
        return new Overview<>(
                nodes.size() == 1 ? nodes.get(0) : StateSum.of(nodes),
                List.copyOf(answers.failures().keySet()));
    }

    private Peers.Answers askOthers(String what, byte[] request) {
        return await(peers.askOthers(what, request, OVERVIEW_WAIT));
    }

    /** Of one kind of question alone: a node that starts may answer this one and not yet another. */
    private void tellSilent(Peers.Answers answers) {
        SilentNodes.Change change = silent.after(answers);
        change.fell()
                .forEach((node, why) -> LOG.warn(
                        "node '{}' does not say how its subscriptions stand, sums are without it until it does: {}",
                        node,
                        why.getMessage()));
        change.back().forEach(node -> LOG.info("node '{}' says again how its subscriptions stand", node));
    }

    @Override
    public List<PartitionState> partitions(String name) {
        return partitionsOverview(name).items();
    }

    /** Of a partition that has just moved two may speak: the newer owner is believed. */
    @Override
    public Overview<PartitionState> partitionsOverview(String name) {
        Peers.Answers answers = askOthers(PARTITIONS, bytes(name));
        Map<Integer, PartitionState> states = new TreeMap<>();
        Stream.concat(
                        engine.partitions(name).stream(),
                        answers.answers().values().stream().flatMap(answer -> NodeAnswers.partitions(answer).stream()))
                .forEach(state -> states.merge(
                        state.partition(),
                        state,
                        (one, other) -> one.incarnation() > other.incarnation() ? one : other));
        return new Overview<>(
                List.copyOf(states.values()), List.copyOf(answers.failures().keySet()));
    }

    @Override
    public Optional<SubscriptionState> subscription(String name) {
        return subscriptions().stream()
                .filter(state -> state.name().equals(name))
                .findFirst();
    }

    @Override
    public List<SubscriptionState> subscriptionsHere() {
        return engine.subscriptions();
    }

    @Override
    public Optional<SubscriptionState> subscriptionHere(String name) {
        return engine.subscription(name);
    }

    @Override
    public List<Fate> fates(StoredEvent event) {
        int partition = event.position().partition();
        if (ownsOrAlone(partition)) {
            return engine.fates(event);
        }
        return NodeAnswers.fates(
                await(peers.askOwner(partition, FATES, bytes(event.position().toString()))));
    }

    private List<Fate> fatesHere(byte[] request) {
        Position position = Position.parse(text(request));
        requireOwned(position.partition());
        return store.read(position).map(engine::fates).orElse(List.of());
    }

    /**
     * First it is made sure that no node has a target for it, then each forgets what it has in its partitions. Should
     * one fail, the subscription is there still, in part, and can be deleted again.
     */
    @Override
    public CompletableFuture<Void> delete(String name) {
        return peers.askOthers(STATES, new byte[0]).thenCompose(answers -> {
            if (answers.answers().isEmpty() && answers.failures().isEmpty()) {
                return engine.delete(name);
            }
            refuseWithout(answers, name);
            List<SubscriptionState> elsewhere = answers.answers().values().stream()
                    .flatMap(answer -> NodeAnswers.states(answer).stream())
                    .filter(state -> state.name().equals(name))
                    .toList();
            if (elsewhere.isEmpty()) {
                return engine.delete(name);
            }
            if (elsewhere.stream().anyMatch(state -> state.status() != SubscriptionState.Status.DETACHED)) {
                throw new IllegalStateException("subscription '" + name
                        + "' has a target on another node; take its route or its deliver: away there, then delete it");
            }
            return deleteHere(name)
                    .thenCompose(here -> peers.askOthers(DELETE, bytes(name)))
                    .thenAccept(deleted -> refuseWithout(deleted, name));
        });
    }

    private static void refuseWithout(Peers.Answers answers, String name) {
        answers.failures().forEach((node, why) -> {
            throw new StoreUnavailableException(
                    "subscription '" + name + "' is not deleted on node '" + node + "': " + why.getMessage(),
                    RETRY_AFTER,
                    why);
        });
    }

    private CompletableFuture<Void> deleteHere(String name) {
        return engine.runner(name).isPresent() ? engine.delete(name) : CompletableFuture.completedFuture(null);
    }

    @Override
    public List<DeadLetter> list(Query query, Optional<String> after, int limit) {
        return letters.list(query, after, limit);
    }

    @Override
    public Optional<DeadLetter> get(String id) {
        return letters.get(id);
    }

    @Override
    public CompletableFuture<DeadLetter> redrive(String id, String by, Optional<String> reason) {
        return act(REDRIVE, new LetterAction(id, by, reason), letters::redrive);
    }

    @Override
    public CompletableFuture<DeadLetter> discard(String id, String by, Optional<String> reason) {
        return act(DISCARD, new LetterAction(id, by, reason), letters::discard);
    }

    private CompletableFuture<DeadLetter> act(String what, LetterAction action, Act here) {
        Optional<Integer> partition = Letters.partition(action.id()).filter(number -> number < store.partitions());
        if (partition.isEmpty() || ownsOrAlone(partition.get())) {
            return here.on(action.id(), action.by(), action.reason());
        }
        return peers.askOwner(partition.get(), what, action.bytes()).thenApply(NodeAnswers::letter);
    }

    private CompletableFuture<byte[]> act(byte[] request, Act here) {
        LetterAction action = LetterAction.of(request);
        Letters.partition(action.id()).ifPresent(this::requireOwned);
        return here.on(action.id(), action.by(), action.reason()).thenApply(NodeAnswers::letter);
    }

    /** The store may own it a moment before its deliveries are read: who asked is to ask again. */
    private void requireOwned(int partition) {
        if (!engine.delivers(partition)) {
            throw new NotOwnerException(partition, 0);
        }
    }

    private boolean ownsOrAlone(int partition) {
        return engine.delivers(partition) || peers.alone();
    }

    @Override
    public Registration subscribe(Subscription subscription, DeliveryTarget target) {
        return engine.subscribe(subscription, target);
    }

    @Override
    public CompletableFuture<Void> pause(String name) {
        return engine.pause(name);
    }

    @Override
    public CompletableFuture<Void> resume(String name) {
        return engine.resume(name);
    }

    @Override
    public void sendDeadLettersWith(DeadLetterSender sender) {
        engine.sendDeadLettersWith(sender);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw silent(stopped);
        } catch (TimeoutException silent) {
            throw silent(silent);
        }
    }

    private static StoreUnavailableException silent(Exception why) {
        return new StoreUnavailableException("another node gave no answer", RETRY_AFTER, why);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What is done to a letter. */
    @FunctionalInterface
    private interface Act {
        CompletableFuture<DeadLetter> on(String id, String by, Optional<String> reason);
    }
}
