using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api.Accounts;

/// <summary>A GET of <c>/api/user</c> whose credential stands only where the account family has it left out the <c>/v2</c>: that family answers it.</summary>
public sealed class AccountOnSessionPath(RestPipeline pipeline) : IPathShare
{
    /// <inheritdoc />
    public string Path => "api/user";

    /// <inheritdoc />
    public bool Claims(HttpRequest request) => AccountFamily.HasCredential(request);

    /// <inheritdoc />
    public Task<IResult> Answer(HttpRequest request) => pipeline.Answer<ReadUser>(request);
}
