using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>Represents a path of one family on which another family handles some requests.</summary>
public interface IPathShare
{
    /// <summary>Gets the path, as in its trigger.</summary>
    string Path { get; }

    /// <summary>Returns whether the other family handles a request on this path.</summary>
    bool Claims(HttpRequest request);

    /// <summary>Carries out a request that <see cref="Claims"/> accepts.</summary>
    Task<IResult> Answer(HttpRequest request);
}
