using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;

namespace Serverless.Api.OpenApi;

/// <summary>Lists the failures of an endpoint that occur in the pipeline before the endpoint runs, in the words of its family.</summary>
internal static class EndpointFailures
{
    /// <summary>Returns the failures of one endpoint.</summary>
    public static IEnumerable<FailsAttribute> Of(EndpointDeclaration endpoint)
    {
        var family = endpoint.Endpoint.Family;
        var isOpen = endpoint.Permissions.Contains(Permission.Anyone);
        if (!isOpen)
        {
            yield return Said(family, Reason.InsufficientPermissions, Caller.Guest, "Not signed in.");
        }

        if (endpoint.IsSessionOnly || !(isOpen || endpoint.Permissions.Contains(Permission.User)))
        {
            yield return Said(family, Reason.InsufficientPermissions, Somebody, endpoint.IsSessionOnly ? "Called with an API token." : "Signed in, without permission.");
        }

        if (endpoint.NeedsRequiredFactor)
        {
            yield return Said(family, Reason.SecondFactorEnrolmentRequired, Somebody, "`SecondFactor__RequiredFor` demands a second factor, and the caller has none.");
        }

        if (Callers.FreshSession(endpoint) is { } fresh)
        {
            yield return Said(family, Reason.ReauthenticationRequired, Somebody, $"The call {fresh}.");
        }

        if (!endpoint.Routes[0].Verbs.Contains("GET"))
        {
            yield return Said(family, Reason.BodyNotDecoded, Caller.Guest, "The body is incomplete.");
            yield return Said(family, Reason.BodyTooLarge, Caller.Guest, "The body is larger than 64 KiB.");
            yield return Said(family, Reason.UnsupportedContentType, Caller.Guest, "The body is neither JSON nor a form, or it is compressed.");
        }

        var fields = endpoint.Parameters.All.Where(parameter => !parameter.IsQuery && !parameter.IsIn(endpoint.Routes[0].Template)).ToList();
        if (fields.Where(field => !field.IsOptional).Select(field => field.Name).ToList() is { Count: > 0 } required)
        {
            var missing = family.Missing(required);
            yield return new(missing.Status, missing.Text) { When = "Fields are missing or of a wrong type." };
        }

        if (fields.Count > 0 && family.Malformed is { } malformed)
        {
            yield return new(malformed.Status, malformed.Text) { When = "The body does not match its content type." };
        }

    }

    /// <summary>Returns the failures that any call can have.</summary>
    public static IEnumerable<FailsAttribute> Anywhere(Family family)
    {
        if (family.Banned is { } banned)
        {
            yield return new(banned.Status, banned.Text) { When = "The user is disabled." };
        }

        yield return Said(family, Reason.Conflict, Caller.Guest, "Other calls kept changing the same data.");
        yield return Said(family, Reason.TooManyRequests, Caller.Guest, "Too many calls. `Retry-After` says when to try again.");
        yield return Said(family, Reason.InternalError, Caller.Guest, "An internal error.");
        yield return Said(family, Reason.ServiceUnavailable, Caller.Guest, "Storage is unavailable, or the server is overloaded. `Retry-After` says when to try again.");
    }

    private static Caller Somebody => Caller.WithSession(long.MaxValue, 0, new HashSet<string>());

    private static FailsAttribute Said(Family family, Reason reason, Caller caller, string when)
    {
        var said = family.Refuse(Result.Refuse(reason), new RestCall { Family = family, MethodId = "", Caller = caller });
        return new(said.Status, said.Text) { When = when };
    }
}
