package io.serai.hub.management;

import io.serai.hub.runtime.ClusterMember;
import io.serai.store.ClusterStatus;
import io.serai.store.Position;
import io.serai.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.lang.Nullable;

/** {@code GET /actuator/cluster} and {@code POST /actuator/cluster/revoke}. Both answer while the store opens. */
@WebEndpoint(id = "cluster")
final class ClusterEndpoint {

    private final ClusterMember member;

    ClusterEndpoint(ClusterMember member) {
        this.member = member;
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
            List<ClusterStatus.AwayNode> waitsFor,
            List<ClusterStatus.AwayNode> missing,
            List<Revoked> revoked) {

        static View of(ClusterStatus status) {
            return new View(
                    status.nodes(),
                    status.ownedPartitions(),
                    status.copies(),
                    status.lowRedundancy(),
                    status.quorumMargin(),
                    status.survivesAnyNode(),
                    status.waitsFor(),
                    status.missing(),
                    status.revoked().stream().map(Revoked::of).toList());
        }
    }

    /** A node that was revoked, and how far the partitions go that came up without its copies. */
    record Revoked(String host, String folder, List<Cut> partitions, boolean control) {

        static Revoked of(ClusterStatus.Revoked node) {
            return new Revoked(
                    node.host(),
                    node.folder(),
                    node.partitions().stream().map(Cut::of).toList(),
                    node.control());
        }
    }

    /** How far a partition goes; without {@code last} it has no event. */
    record Cut(int partition, @Nullable String last, @Nullable String recorded) {

        static Cut of(ClusterStatus.Cut cut) {
            return new Cut(
                    cut.partition(),
                    cut.last().map(Position::toString).orElse(null),
                    cut.recorded().map(Instant::toString).orElse(null));
        }
    }

    @ReadOperation
    WebEndpointResponse<Object> cluster() {
        return member.cluster()
                .<WebEndpointResponse<Object>>map(status -> new WebEndpointResponse<>(View.of(status)))
                .orElseGet(() -> new WebEndpointResponse<>(
                        Map.of("detail", "the store has not begun to open"),
                        WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE));
    }

    /**
     * @param operation {@code revoke}
     * @param id of one disk store, as {@code waitsFor} or {@code missing} tell it
     * @param host with {@code folder}, instead of {@code id}: all disk stores of that node
     */
    @WriteOperation
    WebEndpointResponse<Object> revoke(
            @Selector String operation, @Nullable String id, @Nullable String host, @Nullable String folder) {
        if (!operation.equals("revoke")) {
            return new WebEndpointResponse<>(
                    Map.of("detail", "there is no operation '" + operation + "'; there is revoke"),
                    WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            if (id != null && host == null && folder == null) {
                member.revoke().store(id);
                return new WebEndpointResponse<>(Map.of("revoked", id));
            }
            if (id == null && host != null && folder != null) {
                member.revoke().node(host, folder);
                return new WebEndpointResponse<>(Map.of("revoked", folder + " on " + host));
            }
            return new WebEndpointResponse<>(
                    Map.of("detail", "name either the id of a disk store, or host and folder of a node"),
                    WebEndpointResponse.STATUS_BAD_REQUEST);
        } catch (StoreException | IllegalArgumentException refused) {
            return new WebEndpointResponse<>(Map.of("detail", String.valueOf(refused.getMessage())), 409);
        }
    }
}
