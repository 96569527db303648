using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using MimeKit;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;

namespace Serverless.Api.Rpc.Admin.Settings;

/// <summary>
/// Tests an SMTP server with the given values, not the stored ones. Connects, signs in, and names the sender of emails as sender and recipient. Sends no
/// email. The status is the reply code of the server: 235 for success, 200 if no sign-in was needed.
/// </summary>
/// <remarks>
/// The method opens a connection from inside the network to any host that the caller names, which is its purpose. Three limits protect other
/// hosts. Only administrators may call it. It sends nothing but SMTP. Its response contains reply codes, but no bytes of a server with another protocol.
/// </remarks>
[Permission(Permission.Admin)]
[Answer(typeof(string[]))]
[Fails(400, When = "The host name is invalid, or a user name is given and the server supports no sign-in. The message says which.")]
[Fails(FailsAttribute.AnyStatus, When = "The reply code of the SMTP server, with its text.")]
public sealed class TestSmtp(SettingsStore store, SmtpConnection connection, IOptions<EmailOptions> email, TimeProvider time) : RpcMethod<TestSmtp.Arguments>
{
    /// <summary>The time limit of the whole test.</summary>
    public static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(15);

    private const int TooWeak = (int)SmtpStatusCode.AuthenticationMechanismTooWeak;
    private const int LongestReply = 200;
    private const string NoSignIn = "Authentication is not supported";

    /// <summary>The parameters.</summary>
    /// <param name="Settings">The SMTP server.</param>
    public sealed record Arguments(MailServer Settings);

    /// <summary>The SMTP server.</summary>
    /// <param name="SmtpHostname">Host name or IP address.</param>
    /// <param name="SmtpPort">
    /// The port; 587 if omitted or 0. On port 465, TLS starts with the connection; on other ports by STARTTLS if the server offers it.
    /// </param>
    /// <param name="SmtpUsername">The user name.</param>
    /// <param name="SmtpPassword">
    /// The password. The mask stands for the stored password. The server must then be exactly the stored one, and must support TLS.
    /// </param>
    [Strict]
    public sealed record MailServer(string? SmtpHostname, ushort? SmtpPort, string? SmtpUsername, string? SmtpPassword);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-settings-test-smtp")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/settings/test-smtp")] HttpRequest request) => Answer<TestSmtp>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (host, port, username, password) = parameters.Settings;
        var usesStored = password == Setting.Mask;
        if (host is null || !SmtpServer.IsHost(host))
        {
            return Result.Fail(400, Reason.SettingInvalid, """Setting "smtp_hostname" must be a host name or an address""");
        }

        if (usesStored)
        {
            var stored = await store.Read(cancellation);
            // Only for the server that the password belongs to. Another server would receive the password that reading the settings masks.
            if (!stored.IsMailServer(host, port, username))
            {
                return Result.Fail(400, Reason.SmtpPasswordRequired, "The stored password is tried only with the stored smtp_hostname, smtp_port and smtp_username: give the password itself");
            }

            password = await store.Reveal(stored, cancellation);
        }

        using var timeout = new CancellationTokenSource(TotalTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        return await Try(new SmtpServer(host, port, username, password), requireTls: usesStored, ending.Token);
    }

    private async Task<Result> Try(SmtpServer server, bool requireTls, CancellationToken cancellation)
    {
        try
        {
            using var client = await connection.Open(server, requireTls, cancellation);
            var result = server.NeedsSignIn ? await SignIn(client, server, cancellation) : Result.Success(200, "The mail server was not asked for a sign-in", Array.Empty<string>());
            result = result.IsSuccess && await Refuse(client, await Mailbox(cancellation), cancellation) is { } refused ? refused : result;
            await connection.Close(client, cancellation);
            return result;
        }
        catch (Exception exception) when (SmtpFailure.IsExpected(exception))
        {
            return Result.Fail(SmtpFailure.ReplyCode(exception) ?? 500, Reason.SmtpFailed, SmtpFailure.Describe(exception));
        }
    }

    /// <summary>Returns the sender of emails, which is also the recipient.</summary>
    private async Task<MailboxAddress> Mailbox(CancellationToken cancellation) => Sender.Parse((await store.Current(cancellation)).SmtpFrom ?? email.Value.From);

    /// <summary>
    /// Sends the commands up to RCPT TO, because many servers reject a client's name, IP address or sender only there. Returns the failure, or null.
    /// </summary>
    private static async Task<Result?> Refuse(MailClient client, MailboxAddress mailbox, CancellationToken cancellation)
    {
        var (isAccepted, command, reply) = await client.TryEnvelope(mailbox, cancellation);
        if (isAccepted)
        {
            return null;
        }

        var line = new string([.. reply.Response.ReplaceLineEndings(" ").Where(character => !char.IsControl(character)).Take(LongestReply)]);
        return Result.Fail((int)reply.StatusCode is >= 400 and < 600 and var code ? code : 500, Reason.SmtpEnvelopeRefused, $"{command} was refused: {line}");
    }

    private static async Task<Result> SignIn(SmtpClient client, SmtpServer server, CancellationToken cancellation)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
        {
            return Result.Fail(400, Reason.SmtpNoSignIn, NoSignIn);
        }

        var reply = "";
        client.Authenticated += (_, authenticated) => reply = authenticated.Message;
        try
        {
            await client.AuthenticateAsync(server.Username ?? "", server.Password ?? "", cancellation);
        }
        catch (AuthenticationException refused)
        {
            // MailKit reports the reply to the last mechanism that was not too weak for the server. Without a reply, all mechanisms were too weak.
            return Result.Fail(refused.InnerException is null ? TooWeak : SmtpFailure.ReplyCode(refused) ?? 535, Reason.SmtpSignInFailed, "AUTH failed with the remote server");
        }
        catch (NotSupportedException)
        {
            // The server offers sign-in mechanisms, but none that takes a password.
            return Result.Fail(400, Reason.SmtpNoSignIn, NoSignIn);
        }

        return Result.Success(235, "Authentication successful", reply.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
