package io.serai.store.log;

import io.serai.store.Peers;
import io.serai.store.StoreException;
import io.serai.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to other nodes and their answers, over one-way messages: nobody's thread waits for another node. A call
 * ends when it is answered, when the member that was asked is gone, or when its time is up.
 */
final class Calls implements Peers {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private static final int QUESTION = 1;
    private static final int ANSWER = 2;
    private static final int FAILURE = 3;

    private static final int NO_PARTITION = -1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long AGAIN_MILLIS = 100;

    private final String node;
    private final Duration patience;
    private final Executor executor;
    private final IntPredicate owned;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<Long, Call> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile @Nullable Link link;

    /**
     * @param patience how long an answer is waited for
     * @param executor runs the handlers, and what follows an answer
     * @param owned whether a partition can be asked of this node
     */
    Calls(String node, Duration patience, Executor executor, IntPredicate owned) {
        this.node = node;
        this.patience = patience;
        this.executor = executor;
        this.owned = owned;
    }

    void link(Link to) {
        link = to;
    }

    /** A node alone has none. */
    @Nullable
    Link link() {
        return link;
    }

    @Override
    public String self() {
        return node;
    }

    @Override
    public boolean alone() {
        return link == null;
    }

    @Override
    public void answer(String what, Handler handler) {
        handlers.put(what, handler);
    }

    @Override
    public CompletableFuture<byte[]> askOwner(int partition, String what, byte[] request) {
        CompletableFuture<byte[]> answered = new CompletableFuture<>();
        askOwner(partition, what, request, System.nanoTime() + patience.toNanos(), answered);
        return answered;
    }

    private void askOwner(
            int partition, String what, byte[] request, long deadline, CompletableFuture<byte[]> answered) {
        ask(partition, what, request).whenComplete((answer, thrown) -> {
            if (thrown == null) {
                answered.complete(answer);
                return;
            }
            Throwable failure = FailureCodec.unwrapped(thrown);
            if (!(failure instanceof AstrayException)) {
                answered.completeExceptionally(failure);
            } else if (link == null || System.nanoTime() - deadline > 0) {
                answered.completeExceptionally(
                        new StoreUnavailableException("no node answers for it: " + failure.getMessage(), RETRY_AFTER));
            } else {
                later(() -> askOwner(partition, what, request, deadline, answered));
            }
        });
    }

    private CompletableFuture<byte[]> ask(int partition, String what, byte[] request) {
        Link others = link;
        if (others == null || owned.test(partition)) {
            return answerHere(partition, what, request);
        }
        return others.owner(partition)
                .map(owner -> owner.equals(others.self())
                        ? answerHere(partition, what, request)
                        : ask(owner, partition, what, request))
                .orElseGet(() -> CompletableFuture.failedFuture(astray(partition)));
    }

    /** Asks one member, once; fails with {@link AstrayException} where it is gone. */
    CompletableFuture<byte[]> ask(Member member, String what, byte[] request) {
        return ask(member, NO_PARTITION, what, request);
    }

    private CompletableFuture<byte[]> ask(Member member, int partition, String what, byte[] request) {
        Link others = link;
        if (others == null) {
            return CompletableFuture.failedFuture(gone(member));
        }
        long number = numbers.incrementAndGet();
        Call call = new Call(member);
        waiting.put(number, call);
        CompletableFuture<byte[]> answered = call.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> {
                    waiting.remove(number);
                    return answerOf(member, answer, failure);
                });
        RecordWriter message = new RecordWriter(request.length + 64);
        message.writeByte(QUESTION);
        message.writeLong(number);
        message.writeString(what);
        message.writeInt(partition);
        message.writeRest(request);
        try {
            others.send(member, message.toBytes());
        } catch (RuntimeException notSent) {
            call.completeExceptionally(gone(member));
        }
        return answered;
    }

    private byte[] answerOf(Member member, byte @Nullable [] answer, @Nullable Throwable thrown) {
        if (answer != null) {
            return answer;
        }
        if (thrown instanceof TimeoutException) {
            throw new StoreUnavailableException(
                    "node '" + member.name() + "' gave no answer within " + patience.toSeconds()
                            + " s; what it was asked to store is stored once if it is sent again",
                    RETRY_AFTER);
        }
        throw thrown instanceof RuntimeException failure ? failure : new StoreException(String.valueOf(thrown));
    }

    @Override
    public CompletableFuture<Answers> askAll(String what, byte[] request) {
        SortedMap<String, CompletableFuture<byte[]>> asked = others(what, request);
        asked.put(node, answerHere(NO_PARTITION, what, request));
        return all(asked);
    }

    @Override
    public CompletableFuture<Answers> askOthers(String what, byte[] request) {
        return all(others(what, request));
    }

    @Override
    public CompletableFuture<Answers> askOthers(String what, byte[] request, Duration wait) {
        SortedMap<String, CompletableFuture<byte[]>> asked = others(what, request);
        asked.replaceAll((name, answered) -> answered.copy()
                .orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> {
                    throw FailureCodec.unwrapped(thrown) instanceof TimeoutException
                            ? silent(name, wait)
                            : new CompletionException(FailureCodec.unwrapped(thrown));
                }));
        return all(asked);
    }

    private static StoreUnavailableException silent(String name, Duration wait) {
        return new StoreUnavailableException(
                "node '" + name + "' gave no answer within " + wait.toMillis() + " ms", RETRY_AFTER);
    }

    private SortedMap<String, CompletableFuture<byte[]>> others(String what, byte[] request) {
        SortedMap<String, CompletableFuture<byte[]>> asked = new TreeMap<>();
        Link others = link;
        if (others != null) {
            others.others().forEach(member -> asked.put(member.name(), ask(member, what, request)));
        }
        return asked;
    }

    private static CompletableFuture<Answers> all(SortedMap<String, CompletableFuture<byte[]>> asked) {
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .handle((all, failed) -> answers(asked));
    }

    private static Answers answers(SortedMap<String, CompletableFuture<byte[]>> asked) {
        SortedMap<String, byte[]> answers = new TreeMap<>();
        SortedMap<String, RuntimeException> failures = new TreeMap<>();
        asked.forEach((name, answered) -> answered.whenComplete((answer, thrown) -> {
            if (thrown == null) {
                answers.put(name, answer);
            } else {
                Throwable failure = FailureCodec.unwrapped(thrown);
                failures.put(
                        name,
                        failure instanceof RuntimeException runtime
                                ? runtime
                                : new StoreException(failure.toString(), failure));
            }
        }));
        return new Answers(answers, failures);
    }

    /** What came from another node; hands over at once. */
    void received(Member from, byte[] message) {
        try {
            executor.execute(() -> take(from, message));
        } catch (RejectedExecutionException closed) {
            LOG.debug("a message of '{}' came after the end", from.name());
        }
    }

    private void take(Member from, byte[] message) {
        RecordReader reader = new RecordReader(message, 0);
        int kind = reader.readByte();
        long number = reader.readLong();
        if (kind == QUESTION) {
            String what = reader.readString();
            answerHere(reader.readInt(), what, reader.rest())
                    .whenComplete((answer, failure) -> reply(from, number, answer, failure));
            return;
        }
        Call call = waiting.get(number);
        if (call != null && kind == ANSWER) {
            call.complete(reader.rest());
        } else if (call != null) {
            call.completeExceptionally(FailureCodec.read(reader));
        }
    }

    private CompletableFuture<byte[]> answerHere(int partition, String what, byte[] request) {
        if (partition != NO_PARTITION && !owned.test(partition)) {
            return CompletableFuture.failedFuture(astray(partition));
        }
        Handler handler = handlers.get(what);
        if (handler == null) {
            // of another version, or not so far yet
            return CompletableFuture.failedFuture(
                    new StoreUnavailableException("node '" + node + "' does not answer " + what, RETRY_AFTER));
        }
        try {
            return handler.answer(request);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Not on the thread that has the answer: to send may take as long as the other node stands still. */
    private void reply(Member to, long number, byte @Nullable [] answer, @Nullable Throwable failure) {
        RecordWriter message = new RecordWriter(16 + (answer == null ? 256 : answer.length));
        message.writeByte(answer == null ? FAILURE : ANSWER);
        message.writeLong(number);
        if (answer != null) {
            message.writeRest(answer);
        } else {
            FailureCodec.write(message, failure == null ? new StoreException("no answer") : failure);
        }
        try {
            executor.execute(() -> send(to, message.toBytes()));
        } catch (RejectedExecutionException closed) {
            LOG.debug("an answer to '{}' came after the end", to.name());
        }
    }

    private void send(Member to, byte[] message) {
        Link others = link;
        try {
            if (others != null) {
                others.send(to, message);
            }
        } catch (RuntimeException notSent) {
            LOG.debug("an answer does not reach '{}'", to.name(), notSent);
        }
    }

    /** Who waits for it waits no more. */
    void departed(Member member) {
        List<Call> ended = new ArrayList<>();
        waiting.values().stream().filter(call -> call.member.equals(member)).forEach(ended::add);
        if (!ended.isEmpty()) {
            execute(() -> ended.forEach(call -> call.completeExceptionally(gone(member))));
        }
    }

    /** Calls that are open fail; what comes now is answered as if this node owned nothing. */
    void close() {
        waiting.values().forEach(call -> call.completeExceptionally(gone(call.member)));
    }

    /** After a pause in which ownership may have moved. */
    void later(Runnable task) {
        CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS, this::execute)
                .execute(task);
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            // nothing is waited for any more, but who waits hears so
            task.run();
        }
    }

    private static AstrayException gone(Member member) {
        return new AstrayException("node '" + member.name() + "' is gone");
    }

    private AstrayException astray(int partition) {
        return new AstrayException("partition " + partition + " is not owned by node '" + node + "' now");
    }

    private static final class Call extends CompletableFuture<byte[]> {

        private final Member member;

        Call(Member member) {
            this.member = member;
        }
    }
}
