using System.Globalization;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Security;

/// <summary>Counts the computed hashes. "old:x" and "new:x" are hashes of x. A gate can delay them.</summary>
internal sealed class CountingAlgorithm(WaitHandle? gate = null) : IPasswordAlgorithm
{
    private int hashes;
    private int running;
    private int mostAtOnce;

    public int Hashes => Volatile.Read(ref hashes);

    public int Running => Volatile.Read(ref running);

    public int MostAtOnce => Volatile.Read(ref mostAtOnce);

    public bool NeverOnThePool { get; private set; } = true;

    /// <summary>Gets the niceness of the thread that computed the last hash; 0 where the system does not show it.</summary>
    public int Niceness { get; private set; }

    public static int NicenessOfThread() => NicenessIn("/proc/thread-self/stat");

    /// <summary>Returns the niceness of the first thread of the process.</summary>
    public static int NicenessOfProcess() => NicenessIn("/proc/self/stat");

    public string Hash(string password)
    {
        Interlocked.Increment(ref hashes);
        return $"new:{password}";
    }

    public string Decoy() => "new:" + Guid.NewGuid();

    public bool Verify(string password, string encoded)
    {
        Interlocked.Increment(ref hashes);
        Niceness = OperatingSystem.IsLinux() ? NicenessOfThread() : 0;
        NeverOnThePool &= !Thread.CurrentThread.IsThreadPoolThread;
        int now = Interlocked.Increment(ref running);
        InterlockedMax(ref mostAtOnce, now);
        gate?.WaitOne(TestTimeout.Length);
        Interlocked.Decrement(ref running);
        return encoded[4..] == password;
    }

    public bool NeedsRehash(string encoded) => encoded.StartsWith("old:", StringComparison.Ordinal);

    /// <summary>Returns field 19 of proc_pid_stat(5): the 17th after the name in parentheses, which may contain spaces.</summary>
    private static int NicenessIn(string file) => int.Parse(File.ReadAllText(file).Split(')')[^1].Split(' ')[17], CultureInfo.InvariantCulture);

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
