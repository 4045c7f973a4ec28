package io.serai.hub.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what a page of another origin makes a browser send. The hub listens on this machine only by default; a page
 * from anywhere, open in a browser here, must not be able to pause a subscription or to reach Jolokia.
 */
final class SameOrigin extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || same(origin, request)) {
            chain.doFilter(request, response);
            return;
        }
        ProblemText.write(
                response,
                Problems.of(
                        403,
                        "origin " + ProblemText.plain(origin)
                                + " is another than the hub's; ask from a server, not from a page"));
    }

    /** Behind a proxy the request says what the browser asked for where server.forward-headers-strategy is set. */
    private static boolean same(String origin, HttpServletRequest request) {
        try {
            URI asking = URI.create(origin);
            int port = asking.getPort() < 0 ? ("https".equals(asking.getScheme()) ? 443 : 80) : asking.getPort();
            return request.getServerName().equalsIgnoreCase(asking.getHost()) && request.getServerPort() == port;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
