using System.Net;

namespace Serverless.Tests.Harness;

/// <summary>
/// Repeats a call that is answered with 503, after the time that the server asks for, as a client should. A product in a process of its own computes real
/// hashes and starts with a time limit. So a busy machine makes a test slow but never fails it.
/// </summary>
internal sealed class PatientHttp : DelegatingHandler
{
#pragma warning disable CA2000 // Each owner disposes what it is given.
    private PatientHttp()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Returns a client of a product in a process of its own.</summary>
    public static HttpClient Client(Uri address) => new(new PatientHttp()) { BaseAddress = address, Timeout = 2 * TestTimeout.Length };
#pragma warning restore CA2000

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow() + TestTimeout.Length;
        while (true)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } pause } || TimeProvider.System.GetUtcNow() + pause > end)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }
}
