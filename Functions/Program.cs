using Serverless;
using Serverless.Operator;

if (await OperatorCommand.Run(args) is { } exitCode)
{
    return exitCode;
}

return await WorkerRun.Run(App.Build(args));
