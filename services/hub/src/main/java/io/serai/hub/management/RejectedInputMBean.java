package io.serai.hub.management;

import io.serai.delivery.EventHub;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.store.Appended;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;

/** The rejected input of bridges in JMX. */
@ManagedResource(
        objectName = "io.serai:type=RejectedInput",
        description = "What came over a bridge and could not become an event.")
public final class RejectedInputMBean {

    private static final int MOST = 1000;

    private final EventHub hub;

    RejectedInputMBean(EventHub hub) {
        this.hub = hub;
    }

    @ManagedAttribute(description = "Rejected input that is kept.")
    public int getKept() {
        return hub.rejectedInputs().kept();
    }

    @ManagedOperation(
            description = "Lists rejected input, newest first, one a line: id, bridge, where it was, code, message.")
    @ManagedOperationParameter(name = "limit", description = "At most so many, 1 to 1000.")
    public String list(int limit) {
        return hub.rejectedInputs().list(Optional.empty(), Math.max(1, Math.min(MOST, limit))).stream()
                .map(input -> line(input) + "\n")
                .collect(Collectors.joining());
    }

    @ManagedOperation(
            description = "Gives rejected input to its route again, as it came. Answers with what was published of it;"
                    + " fails with the cause where it is rejected again, which keeps it.")
    @ManagedOperationParameter(name = "id", description = "Id of the input.")
    public String redrive(String id) {
        Redriven ended = Operations.await(hub.rejectedInputs().redrive(id));
        if (ended instanceof Redriven.Published published) {
            return published.events().isEmpty()
                    ? id + " is gone: its route wanted nothing of it"
                    : id + " is gone: published "
                            + published.events().stream()
                                    .map(RejectedInputMBean::place)
                                    .collect(Collectors.joining(", "));
        }
        Redriven.Rejected again = (Redriven.Rejected) ended;
        throw new IllegalStateException(
                "'" + id + "' is rejected again, and kept: " + again.code() + ": " + again.message());
    }

    @ManagedOperation(description = "Forgets rejected input for good. Answers with it.")
    @ManagedOperationParameter(name = "id", description = "Id of the input.")
    public String discard(String id) {
        Optional<RejectedInput> input = hub.rejectedInputs().get(id);
        Operations.await(hub.rejectedInputs().discard(id));
        return input.map(RejectedInputMBean::line).orElse(id);
    }

    private static String line(RejectedInput input) {
        return input.id() + " " + input.bridge() + " " + input.origin() + ", " + input.code() + ": " + input.message();
    }

    private static String place(Appended appended) {
        return appended.id() + " at " + appended.position() + (appended.duplicate() ? " (known already)" : "");
    }
}
