"""What can go wrong, one function a kind. Each says what it hit; empty where there was nothing to hit."""

from __future__ import annotations

from collections.abc import Callable

from strike import Strike

from faults import engine, machine, processes, storage, submissions, surroundings, tasks

Fault = Callable[[Strike], str]


def _named(*functions: Fault) -> dict[str, Fault]:
    return {function.__name__.replace("_", " "): function for function in functions}


_OF_PROCESSES: dict[str, Fault] = {
    **_named(
        processes.kill,
        processes.terminate,
        processes.freeze,
        processes.kill_the_server,
        processes.kill_a_controller,
        processes.kill_the_fork_server,
        processes.kill_the_supervisor,
        processes.pause_the_server,
        processes.freeze_a_controller,
        processes.freeze_a_worker_for_minutes,
        processes.other_controllers,
        storage.delete_a_result,
        storage.truncate_a_file,
        storage.empty_a_file,
        storage.put_a_folder_in_place_of_a_file,
        storage.swap_two_files,
        storage.fill_the_servers_disk,
        storage.fill_the_scratch_disk,
        storage.make_the_home_read_only,
        storage.make_the_scratch_read_only,
        storage.spoil_a_workers_copy,
        storage.restore_a_backup,
    ),
    **surroundings.BAD_LINES,
    **_named(
        surroundings.wrong_clock,
        surroundings.wrong_clock_of_the_server,
        machine.let_the_machine_sleep,
        machine.let_the_machine_sleep_all_night,
        machine.clear_the_scratch_folder,
        machine.delete_the_fork_servers_socket,
        machine.leave_few_open_files,
        machine.take_the_servers_port,
        machine.bring_the_stack_up_twice,
        machine.lock_the_database,
        machine.spoil_a_configuration,
    ),
}
_OF_CONTAINERS = _named(
    engine.kill_a_container,
    engine.remove_a_container,
    engine.restart_a_container,
    engine.pause_a_container,
    engine.cut_a_container_off,
)
_BY_HAND = _named(
    tasks.stop_a_child,
    tasks.fail_by_hand,
    tasks.delete_a_task,
    tasks.reset_a_task,
    tasks.archive_a_task,
    tasks.archive_a_run,
    tasks.take_out_of_the_queue,
    tasks.enqueue_again,
    tasks.copy_by_hand,
    tasks.delete_a_queue,
    tasks.delete_a_template,
    tasks.edit_a_template,
    tasks.edit_tags_by_hand,
    tasks.edit_parameters_by_hand,
    tasks.rename_a_queue,
    tasks.rename_a_project,
    tasks.rename_a_task,
    tasks.move_a_task,
    tasks.take_a_child_away,
    tasks.publish_a_task,
    tasks.make_a_task_public,
    tasks.delete_a_record,
    tasks.delete_parameters_by_hand,
    tasks.clear_a_queue,
    tasks.unregister_a_worker,
    tasks.delete_a_run,
    submissions.submit_again,
    submissions.submit_twice_with_one_key,
    submissions.interrupt_a_submission,
    submissions.cancel_and_resume,
)
FAULTS = {**_OF_PROCESSES, **_OF_CONTAINERS, **_BY_HAND}
IN_PROCESSES = sorted({**_OF_PROCESSES, **_BY_HAND})
IN_CONTAINERS = sorted({**_OF_CONTAINERS, **_BY_HAND})
