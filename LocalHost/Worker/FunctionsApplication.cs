using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app's Program.cs begins.</summary>
public class FunctionsApplication
{
    /// <summary>A builder for the functions of the assembly that calls this.</summary>
    /// <param name="args">The command line: see <c>--help</c>.</param>
    /// <exception cref="Serverless.LocalHost.LocalHostException">The command line asks for help, or is wrong.</exception>
    // Not inlined, because an inlined method has its caller's caller as calling assembly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
        // Native code does not know who calls; there, whoever calls is the program itself.
        new(args, RuntimeFeature.IsDynamicCodeSupported ? Assembly.GetCallingAssembly() : Assembly.GetEntryAssembly()!);
}
