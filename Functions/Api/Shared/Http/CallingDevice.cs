using System.Net;
using Microsoft.AspNetCore.Http;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Shared.Http;

/// <summary>Determines the device that sends a request.</summary>
public static class CallingDevice
{
    /// <summary>The headers that name the session that the client opens; the older header first (sessions.md 3).</summary>
    private static readonly string[] NameHeaders = ["X-Token-Name", "X-Session-Name"];

    /// <summary>Returns the device of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">The IP address of the caller.</param>
    /// <param name="family">The name of the family of the call.</param>
    public static Device Of(HttpRequest request, IPAddress? address, string family) => new(
        request.Headers.UserAgent,
        address,
        NameHeaders.Select(name => request.Headers[name].ToString()).FirstOrDefault(name => name.Length > 0)) { Family = family };
}
