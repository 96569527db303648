using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MimeKit;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>Runs real mail servers (see smtp-server.mjs) with a certificate generated for this run.</summary>
public sealed class SmtpServers : IAsyncLifetime
{
    public const string User = "serverless";
    public const string Password = "mail house rules";

    private readonly ConcurrentQueue<Received> _received = new();
    private readonly TaskCompletionSource<Dictionary<string, int>> _ports = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    /// <summary>Gets the certificate of the servers, for the name localhost only. Only clients that are configured for it trust it.</summary>
    public static X509Certificate2 Certificate { get; } = MakeCertificate();

    /// <summary>Returns the port of the server plain, noAuth, startTls or implicitTls.</summary>
    public int Port(string server) => _ports.Task.Result[server];

    /// <summary>Returns the messages received for a recipient.</summary>
    public IReadOnlyList<Received> To(string address) => [.. _received.Where(message => message.To.Contains(address))];

    /// <summary>Waits until a number of messages has been received for a recipient.</summary>
    public async Task<IReadOnlyList<Received>> Wait(string address, int count = 1)
    {
        await TestTimeout.Until(() => To(address).Count >= count, $"No message number {count} to {address}.");
        return To(address);
    }

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("node", [Repository.PathOf("Functions.Tests/Harness/smtp-server.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var errors = new StringBuilder();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        _process.Exited += (_, _) => _ports.TrySetException(new InvalidOperationException("The mail servers ended.\n" + errors));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
        {
            user = User,
            pass = Password,
            key = Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            cert = Certificate.ExportCertificatePem(),
        }));
        await _process.StandardInput.FlushAsync();
        await _ports.Task.WaitAsync(TestTimeout.Length);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(TestTimeout.Length);
            _process.Dispose();
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (!_ports.Task.IsCompleted)
        {
            _ports.TrySetResult(JsonSerializer.Deserialize<Dictionary<string, int>>(line)!);
            return;
        }

        _received.Enqueue(JsonSerializer.Deserialize<Received>(line, JsonSerializerOptions.Web)!);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>Represents a message that a server received.</summary>
    /// <param name="Server">The server.</param>
    /// <param name="User">The user that signed in; null without sign-in.</param>
    /// <param name="Secure">Whether it was sent with TLS.</param>
    /// <param name="Helo">The name that the client gave.</param>
    /// <param name="From">The sender in the envelope.</param>
    /// <param name="To">The recipients in the envelope.</param>
    /// <param name="Data">The bytes, one character each.</param>
    public sealed record Received(string Server, string? User, bool Secure, string Helo, string From, string[] To, string Data)
    {
        public MimeMessage Mime()
        {
            using var stream = new MemoryStream(Encoding.Latin1.GetBytes(Data));
            return MimeMessage.Load(stream);
        }
    }
}
