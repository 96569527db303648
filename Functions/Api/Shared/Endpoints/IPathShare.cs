using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>A path of one family on which another family answers some requests.</summary>
public interface IPathShare
{
    /// <summary>Gets the path, as its trigger has it.</summary>
    string Path { get; }

    /// <summary>Gets whether the other family answers a request on this path.</summary>
    bool Claims(HttpRequest request);

    /// <summary>Answers a request that <see cref="Claims"/> accepts.</summary>
    Task<IResult> Answer(HttpRequest request);
}
