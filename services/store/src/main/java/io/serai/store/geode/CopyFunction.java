package io.serai.store.geode;

import io.serai.store.log.Storage;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.execute.Function;
import org.apache.geode.cache.execute.FunctionContext;
import org.apache.geode.cache.execute.FunctionException;
import org.apache.geode.cache.execute.FunctionService;
import org.apache.geode.cache.execute.ResultCollector;
import org.apache.geode.distributed.DistributedMember;

/** What an owner asks of the other members that hold copies: what is in theirs, and to force it. */
final class CopyFunction implements Function<Object[]> {

    static final String ID = "serai-copy";

    private static final long serialVersionUID = 1L;
    private static final long WAIT_SECONDS = 60;

    private static final int EDGES = 1;
    private static final int PRESENT = 2;
    private static final int GET = 3;
    private static final int FORCE = 4;

    private final transient Supplier<Region<Long, byte[]>> log;
    private final transient Consumer<Set<Storage.Part>> force;

    CopyFunction(Supplier<Region<Long, byte[]>> log, Consumer<Set<Storage.Part>> force) {
        this.log = log;
        this.force = force;
    }

    /** First offset and the one after the last. */
    static long[] edges(DistributedMember member, int partition) {
        return (long[]) one(ask(member, EDGES, partition, 0));
    }

    static BitSet present(DistributedMember member, int partition, long from) {
        return BitSet.valueOf((long[]) one(ask(member, PRESENT, partition, from)));
    }

    static Object get(DistributedMember member, int partition, long offset) {
        return one(ask(member, GET, partition, offset));
    }

    /** Begins to force; {@link #await} tells when it is done. */
    static ResultCollector<?, ?> force(DistributedMember member, Set<Storage.Part> parts) {
        long bits = 0;
        for (Storage.Part part : parts) {
            bits |= 1L << part.ordinal();
        }
        return ask(member, FORCE, 0, bits);
    }

    private static Set<Storage.Part> parts(long bits) {
        return EnumSet.allOf(Storage.Part.class).stream()
                .filter(part -> (bits & 1L << part.ordinal()) != 0)
                .collect(Collectors.toSet());
    }

    static void await(ResultCollector<?, ?> asked) {
        one(asked);
    }

    private static ResultCollector<?, ?> ask(DistributedMember member, int what, int partition, long offset) {
        return FunctionService.onMember(member)
                .setArguments(new Object[] {what, partition, offset})
                .execute(ID);
    }

    private static Object one(ResultCollector<?, ?> asked) {
        try {
            return ((Iterable<?>) asked.getResult(WAIT_SECONDS, TimeUnit.SECONDS))
                    .iterator()
                    .next();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FunctionException(interrupted);
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    /** Asked again by the owner, who knows whether it still matters. */
    @Override
    public boolean isHA() {
        return false;
    }

    @Override
    public void execute(FunctionContext<Object[]> context) {
        Object[] arguments = context.getArguments();
        int what = (Integer) arguments[0];
        if (what == FORCE) {
            force.accept(parts((Long) arguments[2]));
            context.<Object>getResultSender().lastResult(true);
            return;
        }
        LocalCopy copy = new LocalCopy(log.get(), (Integer) arguments[1]);
        long offset = (Long) arguments[2];
        Object answer =
                switch (what) {
                    case EDGES -> new long[] {copy.first(), copy.next()};
                    case PRESENT -> copy.present(offset).toLongArray();
                    default -> copy.get(offset);
                };
        context.<Object>getResultSender().lastResult(answer);
    }
}
