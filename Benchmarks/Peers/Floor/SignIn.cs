using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using NSec.Cryptography;

namespace Serverless.Benchmarks.Floor;

/// <summary>
/// A minimal sign-in: reads the user, computes Argon2id with OWASP's parameters, and writes the session. It computes as many hashes at once
/// as the product.
/// </summary>
internal sealed class SignIn(TableClient rows)
{
    private static readonly Argon2Parameters Parameters = new() { MemorySize = 19_456, NumberOfPasses = 2, DegreeOfParallelism = 1 };

    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);

    public static TableEntity SampleSession() => new("7", "session")
    {
        ["Hash"] = RandomNumberGenerator.GetBytes(32),
        ["Created"] = DateTimeOffset.UtcNow,
        ["Expires"] = DateTimeOffset.UtcNow.AddDays(30),
        ["Permissions"] = "",
    };

    public async Task<Envelope<string>> Answer(Credentials credentials)
    {
        await rows.GetEntityAsync<TableEntity>("7", "session");
        await Hash(credentials.Password);
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        await rows.AddEntityAsync(new TableEntity("session", token) { ["Created"] = DateTimeOffset.UtcNow, ["User"] = credentials.Username });
        return Envelope.Of(token);
    }

    /// <summary>Carries out a minimal sign-up: computes Argon2id, writes the name, and writes the user.</summary>
    public async Task<Envelope<string>> SignUp(Credentials credentials)
    {
        var hash = await Hash(credentials.Password);
        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        await rows.AddEntityAsync(new TableEntity("name", credentials.Username) { ["User"] = id });
        await rows.AddEntityAsync(new TableEntity("user", id) { ["Created"] = DateTimeOffset.UtcNow, ["Name"] = credentials.Username, ["Hash"] = hash });
        return Envelope.Of(id);
    }

    private static async Task<byte[]> Hash(string password)
    {
        await Places.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(() => Derive(password), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Places.Release();
        }
    }

    private static byte[] Derive(string password) =>
        PasswordBasedKeyDerivationAlgorithm.Argon2id(Parameters).DeriveBytes(Encoding.UTF8.GetBytes(password), new byte[16], 32);
}
