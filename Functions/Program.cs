using Serverless.LocalHost;
using Serverless.Startup;

if (!App.IsWorker(args) && await OperatorCommand.Run(args) is { } exitCode)
{
    return exitCode;
}

try
{
    return await WorkerRun.Run(App.Build(args));
}
catch (Exception wrong) when (WrongSettings.Sentences(wrong) is { } sentences)
{
    await Console.Error.WriteLineAsync(sentences);
    return 1;
}
