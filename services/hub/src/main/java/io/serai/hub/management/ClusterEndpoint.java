package io.serai.hub.management;

import io.serai.hub.runtime.HubRuntime;
import io.serai.store.ClusterStatus;
import io.serai.store.StoreException;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** {@code GET /actuator/cluster} and {@code POST /actuator/cluster/revoke}. Both answer while the store opens. */
@WebEndpoint(id = "cluster")
final class ClusterEndpoint {

    private final HubRuntime runtime;

    ClusterEndpoint(HubRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The cluster as a node sees it.
     *
     * @param quorumMargin the weight that may be lost at once
     * @param survivesAnyNode whether the others go on whichever node is lost
     */
    record View(
            List<ClusterStatus.Node> nodes,
            int ownedPartitions,
            int copies,
            int lowRedundancy,
            int quorumMargin,
            boolean survivesAnyNode,
            List<ClusterStatus.MissingStore> waitsFor) {

        static View of(ClusterStatus status) {
            return new View(
                    status.nodes(),
                    status.ownedPartitions(),
                    status.copies(),
                    status.lowRedundancy(),
                    status.quorumMargin(),
                    status.survivesAnyNode(),
                    status.waitsFor());
        }
    }

    @ReadOperation
    WebEndpointResponse<Object> cluster() {
        return runtime.cluster()
                .<WebEndpointResponse<Object>>map(status -> new WebEndpointResponse<>(View.of(status)))
                .orElseGet(() -> new WebEndpointResponse<>(
                        Map.of("detail", "the store has not begun to open"),
                        WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE));
    }

    /**
     * @param operation {@code revoke}
     * @param id of the disk store, as {@code waitsFor} tells it
     */
    @WriteOperation
    WebEndpointResponse<Object> revoke(@Selector String operation, String id) {
        if (!operation.equals("revoke")) {
            return new WebEndpointResponse<>(
                    Map.of("detail", "there is no operation '" + operation + "'; there is revoke"),
                    WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            runtime.revoke(id);
            return new WebEndpointResponse<>(Map.of("revoked", id));
        } catch (StoreException | IllegalArgumentException refused) {
            return new WebEndpointResponse<>(Map.of("detail", String.valueOf(refused.getMessage())), 409);
        }
    }
}
