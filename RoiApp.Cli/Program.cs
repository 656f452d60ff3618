using System.CommandLine;
using RoiApp.Cli.Doctor;
using RoiApp.Cli.Report;

var root = new RootCommand("Turns voice memos into ROI reports.")
{
    ReportCommand.Create(),
    DoctorCommand.Create(),
};

// Room to cancel the workflows and to stop an embedded RoiApp before Ctrl-C becomes a kill.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return await root.Parse(args).InvokeAsync(invocation);
