package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next for {@code after} of the next call; null at the end
 */
@JsonInclude
record Page<T>(
        List<T> items,
        @Schema(description = "give it as 'after' to get what follows; null at the end") @Nullable String next) {

    static final String DEFAULT_LIMIT = "100";
    static final int MAX_LIMIT = 1000;

    /** Checks {@code limit}. */
    static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badRequest("limit must be 1 to " + MAX_LIMIT + ", was " + limit);
        }
        return limit;
    }

    /** Of up to limit + 1 items, in the order of their ids; one more than the limit says that there is a next part. */
    static <S, T> Page<T> of(List<S> found, int limit, Function<S, T> show, Function<S, String> id) {
        if (found.size() <= limit) {
            return new Page<>(found.stream().map(show).toList(), null);
        }
        List<S> part = found.subList(0, limit);
        return new Page<>(part.stream().map(show).toList(), id.apply(part.get(limit - 1)));
    }
}
