package io.serai.store;

import java.util.List;

/** Events of a batch are at fault: sent again without them, the others are stored, once. */
public final class BatchRefusedException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final transient List<Refused> refused;

    /** @param refused in the order of the batch, at least one */
    public BatchRefusedException(List<Refused> refused) {
        super(
                "event " + refused.get(0).index() + " of the batch: "
                        + refused.get(0).cause().getMessage()
                        + (refused.size() > 1 ? " (and " + (refused.size() - 1) + " more of its events)" : ""),
                refused.get(0).cause());
        this.refused = List.copyOf(refused);
    }

    public List<Refused> refused() {
        return refused;
    }

    /**
     * One of them.
     *
     * @param index in the batch, from 0
     * @param cause what would have been the answer to the event alone
     */
    public record Refused(int index, StoreException cause) {}
}
