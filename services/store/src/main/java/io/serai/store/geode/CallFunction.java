package io.serai.store.geode;

import io.serai.store.log.Member;
import java.util.function.BiConsumer;
import org.apache.geode.cache.execute.Function;
import org.apache.geode.cache.execute.FunctionContext;

/** Carries a message from node to node, one way. What it brings is handed over: no thread of Geode waits for us. */
final class CallFunction implements Function<Object[]> {

    static final String ID = "serai-call";

    private static final long serialVersionUID = 1L;

    private final transient BiConsumer<Member, byte[]> receiver;

    CallFunction(BiConsumer<Member, byte[]> receiver) {
        this.receiver = receiver;
    }

    static Object[] arguments(Member from, byte[] message) {
        return new Object[] {from.name(), from.id(), message};
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public boolean hasResult() {
        return false;
    }

    @Override
    public boolean isHA() {
        return false;
    }

    @Override
    public void execute(FunctionContext<Object[]> context) {
        Object[] arguments = context.getArguments();
        receiver.accept(new Member((String) arguments[0], (String) arguments[1]), (byte[]) arguments[2]);
    }
}
