using System.Net;
using Microsoft.AspNetCore.Http;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Shared.Http;

/// <summary>Reads the device that sends a request.</summary>
public static class CallingDevice
{
    /// <summary>Headers in which a client names the session that it opens; the older name first (sessions.md 3).</summary>
    private static readonly string[] NameHeaders = ["X-Token-Name", "X-Session-Name"];

    /// <summary>Gets the device of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">The IP address that it comes from.</param>
    public static Device Of(HttpRequest request, IPAddress? address) => new(
        request.Headers.UserAgent,
        address,
        NameHeaders.Select(name => request.Headers[name].ToString()).FirstOrDefault(name => name.Length > 0));
}
