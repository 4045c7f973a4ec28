package io.serai.hub.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/** Refuses query parameters that a call does not have: a filter with a typing error must not show everything. */
final class QueryCheck implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query == null
                || request.getDispatcherType() != DispatcherType.REQUEST
                || !(handler instanceof HandlerMethod method)
                || !method.getBeanType().getPackageName().equals(QueryCheck.class.getPackageName())) {
            return true;
        }
        TreeSet<String> known = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (parameter.hasParameterAnnotation(RequestParam.class)
                    && parameter.getParameter().isNamePresent()) {
                known.add(parameter.getParameter().getName());
            }
        }
        Map<String, List<String>> given =
                UriComponentsBuilder.newInstance().query(query).build().getQueryParams();
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw ProblemException.badRequest("query parameter '" + name + "' is not known here; "
                        + (known.isEmpty() ? "there are none" : "known are " + String.join(", ", known)));
            }
            if (values.contains(null) || values.contains("")) {
                throw ProblemException.badRequest("query parameter '" + name + "' is empty; leave it out instead");
            }
            if (values.size() > 1) {
                throw ProblemException.badRequest(
                        "query parameter '" + name + "' is there " + values.size() + " times");
            }
        });
        return true;
    }
}
