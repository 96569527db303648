using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// The pipeline of the session and account families. Its steps are those of the RPC family's pipeline, with a separate binder and
/// writer. Their order follows sessions.md 4: limits after authentication, a disabled user before an invalid session, that before the body.
/// </summary>
public sealed class RestPipeline(
    Catalogue catalogue,
    Observation observation,
    CallLogging callLogging,
    FamilyForm familyForm,
    LastResort lastResort,
    FormCheck formCheck,
    FieldReading fieldReading,
    ActiveCalls activeCalls,
    CallBudget callBudget,
    CallOrigin callOrigin,
    Authentication authentication,
    GeneralLimitCheck generalLimitCheck,
    BanCheck banCheck,
    PermissionCheck permissionCheck,
    EnrolmentCheck enrolmentCheck,
    FreshSessionCheck freshSessionCheck,
    FieldBinding fieldBinding,
    LimitCheck limitCheck,
    AllowedVerbs allowedVerbs,
    ClientAddress clientAddress)
{
    private readonly Next<RestCall> _known = new Pipeline<RestCall>()
        .Then(observation)
        .Then(callLogging)
        .Then(familyForm)
        .Then(lastResort)
        .Then(formCheck)
        .Then(fieldReading)
        .Then(activeCalls)
        .Then(callBudget)
        .Then(callOrigin)
        .Then(authentication)
        .Then(generalLimitCheck)
        .Then(banCheck)
        .Then(permissionCheck)
        .Then(enrolmentCheck)
        .Then(freshSessionCheck)
        .Then(fieldBinding)
        .Then(limitCheck)
        .Build();

    private readonly Next<RestCall> _unknown = new Pipeline<RestCall>()
        .Then(observation)
        .Then(familyForm)
        .Then(lastResort)
        .Then(formCheck)
        .Then(callBudget)
        .Then(authentication)
        .Then(generalLimitCheck)
        .Then(banCheck)
        .Build(static (call, _) => Task.FromResult(Result.Refuse(call.Allow is null ? Reason.MethodNotFound : Reason.HttpMethodNotAllowed)));

    /// <summary>Carries out a request for an endpoint.</summary>
    public Task<IResult> Answer<TEndpoint>(HttpRequest request)
        where TEndpoint : Endpoint
    {
        var endpoint = catalogue.Of<TEndpoint, EndpointDeclaration>();
        var call = new RestCall
        {
            Family = endpoint.Endpoint.Family,
            Endpoint = endpoint,
            MethodId = endpoint.Id,
            Request = request,
            Address = () => clientAddress.Of(request),
            Device = () => CallingDevice.Of(request, clientAddress.Of(request), endpoint.Endpoint.Family.Name),
        };
        return Answer(_known, call);
    }

    /// <summary>
    /// Returns a failure for a request that has no endpoint. If other verbs have an endpoint on the path, the header <c>Allow</c> lists them.
    /// </summary>
    public Task<IResult> AnswerUnknown(Family family, HttpRequest request)
    {
        var allow = allowedVerbs.Of(request.Path);
        request.HttpContext.Response.Headers.Allow = allow;
        var call = new RestCall
        {
            Family = family,
            MethodId = "",
            Request = request,
            Allow = allow,
            Authorization = family.Credential(request, Fields.None),
            Address = () => clientAddress.Of(request),
        };
        return Answer(_unknown, call);
    }

    private static async Task<IResult> Answer(Next<RestCall> first, RestCall call) =>
        // The request's own token is not passed on, because a disconnected caller must not leave a change half done.
        new RestAnswer(call.Family, await first(call, CancellationToken.None));
}
