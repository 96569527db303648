using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Serverless.Api.Rpc.Admin.Settings;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Settings;

/// <summary>
/// Tests the method that tries a mail server, against real servers. Every outcome is reported as a response of that server, not as a defect of the
/// app.
/// </summary>
public sealed class TestSmtpTests(SmtpApp app, SmtpServers servers) : IClassFixture<SmtpApp>, IClassFixture<SmtpServers>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("startTls")]
    public async Task A_correct_password_returns_235_with_the_response_of_the_server(string server)
    {
        var answer = await Try(Of(server));
        Assert.Equal((200, 235, "Authentication successful"), (answer.HttpStatus, answer.Status, answer.Text));
        Assert.NotEmpty(answer.Data.EnumerateArray().Select(line => line.GetString()));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("startTls")]
    public async Task A_wrong_password_returns_535(string server) =>
        AssertRefused(await Try(Of(server, password: "wrong")), 500, 535, "AUTH failed with the remote server");

    [Theory]
    [InlineData("plain")]
    [InlineData("noAuth")]
    public async Task Without_a_user_name_an_open_server_returns_200(string server)
    {
        var answer = await Try(new { smtp_hostname = "127.0.0.1", smtp_port = servers.Port(server) });
        Assert.Equal((200, 200), (answer.HttpStatus, answer.Status));
    }

    [Fact]
    public async Task Without_a_user_name_a_server_that_requires_sign_in_reports_it() =>
        AssertRefused(await Try(new { smtp_hostname = "localhost", smtp_port = servers.Port("startTls") }), 500, 530, "MAIL FROM was refused: Error: authentication Required");

    [Fact]
    public async Task A_user_name_for_a_server_without_sign_in_returns_400() =>
        AssertRefused(await Try(Of("noAuth")), 400, 400, "Authentication is not supported");

    [Fact]
    public async Task Accepts_an_IPv6_address_in_brackets()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "There is no IPv6 here.");
        var port = new TaskCompletionSource<int>();
        var serving = Serve(port, ["220 mail.example\r\n", "250 mail.example\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "221 Bye\r\n"], IPAddress.IPv6Loopback);
        Assert.Equal(200, (await Try(new { smtp_hostname = "[::1]", smtp_port = await port.Task })).Status);
        Assert.Equal(["EHLO [IPv6:::1]", "MAIL FROM:<no-reply@localhost>", "RCPT TO:<no-reply@localhost>", "RSET", "QUIT"], (await serving).Select(line => line.TrimEnd()));
    }

    [Theory]
    [InlineData("504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", 504, "RCPT TO was refused: 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname")]
    [InlineData("550 Your HELO name is not welcome", 550, "RCPT TO was refused: Your HELO name is not welcome")]
    [InlineData("554 5.7.1 Relay access denied", 554, "RCPT TO was refused: 5.7.1 Relay access denied")]
    [InlineData("550 5.1.1 No such user", 235, "Authentication successful")]
    [InlineData("250 2.1.5 Ok", 235, "Authentication successful")]
    public async Task Tests_up_to_the_recipient_and_sends_no_email(string reply, int status, string text)
    {
        var port = new TaskCompletionSource<int>();
        var serving = Serve(port, ["220 mail.example\r\n", "250-mail.example\r\n250 AUTH PLAIN\r\n", "235 2.7.0 In\r\n", "250 ok\r\n", reply + "\r\n", "250 ok\r\n", "221 Bye\r\n"]);
        var answer = await Try(new { smtp_hostname = "127.0.0.1", smtp_port = await port.Task, smtp_username = "u", smtp_password = "p" });
        Assert.Equal((status, text), (answer.Status, answer.Text));
        var said = await serving;
        Assert.Contains("RSET\r\n", said);
        Assert.DoesNotContain(said, line => line.StartsWith("DATA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_server_returns_500_with_an_explanation()
    {
        var answer = await Try(new { smtp_hostname = "127.0.0.1", smtp_port = FreePort() });
        AssertRefused(answer, 500, 500, answer.Text!);
        Assert.StartsWith("Connection refused", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 internal-secret\r\n\r\n", 500, "The mail server does not speak SMTP, or ended the connection")]
    [InlineData("", 500, "The mail server does not speak SMTP, or ended the connection")]
    [InlineData("554 Go away\r\n", 554, "Go away")]
    public async Task Reports_an_unexpected_greeting(string greeting, int status, string text)
    {
        var port = new TaskCompletionSource<int>();
        var greeted = Greet(greeting, port);
        AssertRefused(await Try(new { smtp_hostname = "127.0.0.1", smtp_port = await port.Task }), 500, status, text);
        await greeted;
    }

    [Theory]
    [InlineData("AUTH PLAIN", "235 2.7.0 You are in\r\n", 200, 235, "Authentication successful")]
    [InlineData("AUTH GSSAPI", "221 Bye\r\n", 400, 400, "Authentication is not supported")]
    [InlineData("AUTH PLAIN", "534 5.7.9 Too weak\r\n", 500, 534, "AUTH failed with the remote server")]
    [InlineData("AUTH PLAIN", "250 What?\r\n", 500, 535, "AUTH failed with the remote server")]
    [InlineData("AUTH PLAIN", "535 5.7.8 Who are you?\r\n", 500, 535, "AUTH failed with the remote server")]
    [InlineData("AUTH PLAIN", "454 4.7.0 Not now\r\n", 400, 454, "AUTH failed with the remote server")]
    [InlineData("AUTH PLAIN", "421 4.3.2 Closing\r\n", 421, 421, "AUTH failed with the remote server")]
    [InlineData("STARTTLS", "454 4.7.0 TLS not available\r\n", 400, 454, "4.7.0 TLS not available")]
    [InlineData("STARTTLS", "220 Go ahead\r\nthis is no TLS", 500, 500, "The mail server does not speak TLS here")]
    public async Task Returns_the_response_of_the_server_to_the_command_as_status(string offer, string reply, int http, int status, string text)
    {
        var port = new TaskCompletionSource<int>();
        string[] envelope = status == 235 ? ["250 ok\r\n", "250 ok\r\n", "250 ok\r\n"] : [];
        var serving = Serve(port, ["220 mail.example\r\n", $"250-mail.example\r\n250 {offer}\r\n", reply, .. envelope, "221 Bye\r\n"]);
        var answer = await Try(new { smtp_hostname = "127.0.0.1", smtp_port = await port.Task, smtp_username = "u", smtp_password = "p" });
        if (status == 235)
        {
            Assert.Equal((http, 235, text, """["2.7.0 You are in"]"""), (answer.HttpStatus, answer.Status, answer.Text, answer.Data.GetRawText()));
        }
        else
        {
            AssertRefused(answer, http, status, text);
        }

        await serving;
    }

    [Fact]
    public async Task Does_not_wait_for_a_response_to_quit()
    {
        var port = new TaskCompletionSource<int>();
        var serving = Serve(port, ["220 mail.example\r\n", "250-mail.example\r\n250 AUTH PLAIN\r\n", "535 Who are you?\r\n"]);
        var started = Stopwatch.GetTimestamp();
        var answer = await Try(new { smtp_hostname = "127.0.0.1", smtp_port = await port.Task, smtp_username = "u", smtp_password = "p" });
        AssertRefused(answer, 500, 535, "AUTH failed with the remote server");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TestSmtp.TotalTime / 2);
        await serving;
    }

    [Fact]
    public async Task Gives_up_after_fifteen_seconds_without_a_response()
    {
        var port = new TaskCompletionSource<int>();
        var serving = Serve(port, []);
        var started = Stopwatch.GetTimestamp();
        AssertRefused(await Try(new { smtp_hostname = "127.0.0.1", smtp_port = await port.Task }), 500, 500, "The mail server did not answer in time");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TestSmtp.TotalTime - TimeSpan.FromSeconds(1), TestTimeout.Length);
        await serving;
    }

    [Fact]
    public async Task Refuses_an_untrusted_certificate()
    {
        await using var ordinary = new QuietApp(app.Azurite);
        await ordinary.InitializeAsync();
        var root = await Given.Session(ordinary.Rpc, "root", TestApp.RootPassword);
        AssertRefused(await root.Call("admin/settings/test-smtp", Of("startTls")), 500, 500, "The certificate of the mail server is not trusted");
    }

    [Fact]
    public async Task Refuses_a_certificate_for_another_name() =>
        AssertRefused(
            await Try(new { smtp_hostname = "127.0.0.1", smtp_port = servers.Port("startTls") }), 500, 500, "The certificate of the mail server is not trusted");

    [Fact]
    public async Task The_mask_stands_for_the_stored_password_and_for_no_other_stored_value()
    {
        const string other = "The stored password is tried only with the stored smtp_hostname, smtp_port and smtp_username: give the password itself";
        var port = servers.Port("startTls");
        await app.Set(new { smtp_password = SmtpServers.Password, smtp_hostname = "stored.invalid", smtp_port = port, smtp_username = SmtpServers.User });
        AssertRefused(await Try(Of("startTls", password: "********")), 400, 400, other);
        await app.Set(new { smtp_password = SmtpServers.Password, smtp_hostname = "LOCALHOST", smtp_port = port, smtp_username = "stored" });
        AssertRefused(await Try(Of("startTls", password: "********")), 400, 400, other);
        await app.Set(new { smtp_password = SmtpServers.Password, smtp_hostname = "LOCALHOST", smtp_port = port, smtp_username = SmtpServers.User });
        AssertRefused(await Try(Of("implicitTls", password: "********")), 400, 400, other);
        Assert.Equal(235, (await Try(Of("startTls", password: "********"))).Status);
        Assert.Equal(535, (await Try(new { smtp_hostname = "127.0.0.1", smtp_port = servers.Port("plain"), smtp_username = SmtpServers.User })).Status);
        AssertRefused(await Try(new { smtp_port = servers.Port("plain") }), 400, 400, "Setting \"smtp_hostname\" must be a host name or an address");
    }

    [Fact]
    public async Task The_stored_password_is_never_sent_without_tls()
    {
        await app.Set(new { smtp_password = SmtpServers.Password, smtp_hostname = "localhost", smtp_port = servers.Port("plain"), smtp_username = SmtpServers.User });
        AssertRefused(await Try(Of("plain", password: "********")), 500, 500, "The mail server does not offer TLS");
        Assert.Equal(235, (await Try(Of("plain"))).Status); // a password given in the call is the caller's own responsibility
    }

    [Theory]
    [InlineData("""{"smtp_hostname":"localhost","smtp_from":"a@a.example"}""")]
    [InlineData("""{"smtp_hostname":"localhost","smtp_port":65536}""")]
    [InlineData("""{"smtp_hostname":"localhost","smtp_port":-1}""")]
    [InlineData("null")]
    public async Task Refuses_other_keys_and_other_ports(string settings)
    {
        var root = await app.Root();
        var answer = await root.Post("/api/v1/admin/settings/test-smtp", $"[{settings}]");
        Assert.Equal((400, -32808, "Parameter \"settings\" is invalid"), (answer.HttpStatus, answer.Status, answer.Text));
    }

    private static void AssertRefused(RpcAnswer answer, int http, int status, string text)
    {
        Assert.Equal((http, status), (answer.HttpStatus, answer.Status));
        Assert.Equal(text, answer.Text);
        Assert.Equal(JsonValueKind.False, answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("exception").ValueKind);
    }

    private static async Task Greet(string greeting, TaskCompletionSource<int> port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port.SetResult(((IPEndPoint)listener.LocalEndpoint).Port);
        using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(greeting), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// A server that sends one line after the other, each except the first after it received something, and then reads until the client disconnects.
    /// </summary>
    /// <returns>The lines that it received.</returns>
    private static async Task<List<string>> Serve(TaskCompletionSource<int> port, string[] replies, IPAddress? address = null)
    {
        List<string> all = [];
        using var listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        port.SetResult(((IPEndPoint)listener.LocalEndpoint).Port);
        using var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var heard = new byte[1000];
        try
        {
            foreach (var reply in replies)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(reply), TestContext.Current.CancellationToken);
                if (await socket.ReceiveAsync(heard, TestContext.Current.CancellationToken) is not (> 0 and var length))
                {
                    return all;
                }

                all.Add(Encoding.Latin1.GetString(heard, 0, length));
            }

            while (await socket.ReceiveAsync(heard, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The client disconnected without QUIT.
        }

        return all;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private object Of(string server, string password = SmtpServers.Password) =>
        new { smtp_hostname = "localhost", smtp_port = servers.Port(server), smtp_username = SmtpServers.User, smtp_password = password };

    private async Task<RpcAnswer> Try(object settings) => await (await app.Root()).Call("admin/settings/test-smtp", settings);
}
