using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api.Accounts;

/// <summary>
/// Handles GET requests of <c>/api/user</c> whose credential is only in a place of the account family. Such a client omitted the <c>/v2</c>.
/// </summary>
public sealed class AccountOnSessionPath(RestPipeline pipeline) : IPathShare
{
    /// <inheritdoc />
    public string Path => "api/user";

    /// <inheritdoc />
    public bool Claims(HttpRequest request) => AccountFamily.HasCredential(request);

    /// <inheritdoc />
    public Task<IResult> Answer(HttpRequest request) => pipeline.Answer<ReadUser>(request);
}
