using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Serverless.Domain.Email;

/// <summary>Connects to SMTP servers.</summary>
public sealed class SmtpConnection(SmtpTrust trust, EhloName ehloName, TimeProvider time)
{
    /// <summary>The timeout for the reply to QUIT.</summary>
    public static readonly TimeSpan QuitTime = TimeSpan.FromSeconds(1);

    /// <summary>Connects, sends EHLO and begins TLS. The caller disposes of the client.</summary>
    /// <param name="server">The server.</param>
    /// <param name="requireTls">Whether to refuse a server without TLS. If false, TLS is used when the server offers it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="Exception">Any exception of MailKit: see <see cref="SmtpFailure"/>.</exception>
    public async Task<MailClient> Open(SmtpServer server, bool requireTls, CancellationToken cancellation)
    {
        var client = new MailClient
        {
            LocalDomain = ehloName.Value,
            ServerCertificateValidationCallback = trust.Callback,
            ProxyClient = trust.Detour,
            // The default of HttpClient: an unreachable revocation list would stop all email.
            CheckCertificateRevocation = false,
        };
        try
        {
            await (ehloName.Value is null && trust.Detour is null
                ? ConnectByAddress(client, server, requireTls, cancellation)
                : client.ConnectAsync(server.Host, server.Port, Security(server, requireTls), cancellation));
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends QUIT. Earlier commands are complete, so a failure here changes nothing, and the wait for the reply is short.</summary>
    public async Task Close(SmtpClient client, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(QuitTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            await client.DisconnectAsync(quit: true, ending.Token);
        }
        catch (Exception exception) when (SmtpFailure.IsExpected(exception))
        {
            // The server ended the connection itself, or did not reply in time.
        }
    }

    /// <summary>
    /// Connects, and sends the connection's own IP address in EHLO, which is known only after the connection. By default MailKit sends the machine name.
    /// </summary>
    private static async Task ConnectByAddress(MailClient client, SmtpServer server, bool requireTls, CancellationToken cancellation)
    {
#pragma warning disable CA2000 // The client owns the socket once it is connected; until then it is disposed below.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellation);
            var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
            client.LocalDomain = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
            await client.ConnectAsync(socket, server.Host, server.Port, Security(server, requireTls), cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SecureSocketOptions Security(SmtpServer server, bool requireTls) =>
        server.HasImplicitTls ? SecureSocketOptions.SslOnConnect
        : requireTls ? SecureSocketOptions.StartTls
        : SecureSocketOptions.StartTlsWhenAvailable;
}
